import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { clientOf, openKitchen } from '../http.examples.js';
import { type Cell, csvOf } from '../index.js';

const read = (csv: string) => parse(csv, { recordDelimiter: '\r\n' });

describe('a table as CSV', () => {
  it('is read again as it was, whatever its text', () => {
    const awkward = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', ';', "'", 'é', '=', '-') });
    const row = fc.tuple(fc.oneof(awkward, fc.string({ unit: 'binary' })), fc.oneof(fc.integer(), fc.constant(null)));
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const expected = rows.map(([text, figure]) => [guarded(text), figure === null ? '' : String(figure)]);
        const csv = csvOf({ columns: ['text', 'figure'], rows });
        expect(read(csv)).toEqual([['text', 'figure'], ...expected]);
      }),
    );
  });

  it.each<[Cell, string]>([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
    ['1-1', '1-1'],
    [-1, '-1'],
    ['mug, "large"', '"mug, ""large"""'],
  ])('has %j as %s', (cell, written) => {
    expect(csvOf({ columns: ['what'], rows: [[cell]] })).toBe(`what\r\n${written}\r\n`);
  });
});

describe('a route that offers CSV', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => void (app = await openKitchen()));
  afterAll(() => app.close());
  const ask = (accept?: string) => clientOf(app).get('/kitchen/stock', accept === undefined ? {} : { accept });

  it.each([
    'text/csv',
    'text/*',
    'application/json;q=0.5, text/csv',
    'text/html, text/csv;q=0.1',
    'Text/CSV; charset=utf-8',
  ])('answers %s with a file', async (accept) => {
    const { statusCode, headers, body } = await ask(accept);
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: "tea\r\ngreen\r\n'=black\r\n" });
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="stock.csv"',
      vary: 'Accept',
    });
  });

  it.each([undefined, '*/*', 'application/json', 'text/csv;q=0.5, application/*', 'text/html, */*;q=0.1'])(
    'answers %s with JSON',
    async (accept) => {
      const answer = await ask(accept);
      expect(answer.json()).toEqual({ teas: ['green', '=black'] });
      expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('json'), vary: 'Accept' });
    },
  );

  it.each(['text/html', 'application/json;q=0', 'application/pdf, image/*'])('has nothing for %s', async (accept) => {
    const answer = await ask(accept);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({
      status: 406,
      code: 'http.not-acceptable',
      details: { offered: ['application/json; charset=utf-8', 'text/csv; charset=utf-8; header=present'] },
    });
  });
});

const guarded = (text: string) => (['=', '+', '-', '@', '\t', '\r'].includes(text[0] ?? '') ? `'${text}` : text);
