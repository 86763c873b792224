import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventTypes, type Past, pastOf } from '#platform/core';
import { root } from '../docs/repository-files.js';
import { judge } from './judgement.js';
import type { Shapes, StoredShapes } from './shape.js';
import { shapesOfCode } from './shapes-of-code.js';
import {
  committedShapes,
  contextFolders,
  eventsFiles,
  folderOf,
  type Home,
  homeOf,
  shapesPath,
} from './stored-events.js';

// `npm run docs` sets DOCS=write: then shapes that may be added are entered before they are judged.
const writing = process.env['DOCS'] === 'write';

describe('the shapes of stored events', () => {
  let code: Readonly<Record<string, Shapes>>;
  const homes = new Map<string, Home>();
  beforeAll(async () => {
    code = shapesOfCode(eventsFiles);
    for (const path of [...contextFolders, ...eventsFiles]) homes.set(folderOf(path), await homeOf(folderOf(path)));
  }, 60_000);

  it.each(eventsFiles)('are in %s as they are committed, or have a new version', (path) => {
    const { types } = homes.get(folderOf(path))!;
    const judgement = () => judge(committedShapes(path), code[path]!, types);
    if (writing) writeFileSync(join(root, shapesPath(path)), `${JSON.stringify(judgement().upToDate, null, 2)}\n`);
    expect(judgement().sentences).toEqual([]);
  });

  it.each(contextFolders)('are those of every event that an aggregate in %s folds', (folder) => {
    const ofContext = eventsFiles.filter((path) => folderOf(path) === folder);
    const declared = new Set(ofContext.flatMap((path) => Object.keys(code[path]!)));
    const folded = homes.get(folder)!.aggregates.flatMap(({ evolve }) => Object.keys(evolve));
    expect(folded.filter((type) => !declared.has(type))).toEqual([]);
  });
});

/** The shapes of an event whose data are of a type, as some code might declare it. */
function shapesOf(data: string, type = 'Told'): Shapes {
  const file = 'libs/shop/tales/domain/tale.events.ts';
  const text = `import type { AnyJson, Event, Money } from '#platform/core';\nexport type ${type} = Event<'${type}', ${data}>;`;
  return shapesOfCode([], { [file]: text })[file]!;
}

const first =
  '{ text: string; lines: readonly { by: string; note?: string }[]; price: Money; kind: "a" | "b"; more?: { x: number } }';

describe('a stored shape', () => {
  const upcaster = (data: object) => data;
  const stored = { Told: { 1: shapesOf(first)['Told']! } };
  const judged = (present: Shapes, past?: Past, of: StoredShapes = stored) => judge(of, present, new EventTypes(past));

  it('is fine as it is', () => expect(judged(shapesOf(first)).sentences).toEqual([]));

  it.each([
    ['a renamed field', first.replace('text', 'words'), ['text is gone', 'words is new and not optional']],
    ['a field less', first.replace('text: string;', ''), ['text is gone']],
    ['an optional field less', first.replace('more?: { x: number }', ''), ['more? is gone']],
    ['a new field that is not optional', first.replace('{ ', '{ at: string; '), ['at is new and not optional']],
    ['another type', first.replace('text: string', 'text: number'), ['text was string and is number']],
    ['another type inside a list', first.replace('by: string', 'by: number'), ['lines[].by was string and is number']],
    ['an optional field that no longer is', first.replace('note?', 'note'), ['lines[].note? is gone']],
    ['a field that became optional', first.replace('text:', 'text?:'), ['text is gone']],
    [
      'a list in place of a value',
      first.replace('text: string', 'text: string[]'),
      ['text was string and is {"[]":"string"}'],
    ],
    ['one more value', first.replace('"b"', '"b" | "c"'), ['kind was "a" | "b" and is "a" | "b" | "c"']],
  ])('may not get %s without a new version', (_, data, harm) => {
    const { sentences, upToDate } = judged(shapesOf(data));
    expect(sentences).toEqual([expect.stringContaining('Add an upcaster from version 1 to 2')]);
    for (const what of harm) expect(sentences[0]).toContain(what);
    expect(upToDate).toEqual(stored);
  });

  it.each([
    ['at the top', first.replace('{ ', '{ at?: string; ')],
    ['inside a list', first.replace('note?', 'at?: number; note?')],
  ])('may get an optional field %s, which is then entered', (_, data) => {
    const { sentences, upToDate } = judged(shapesOf(data));
    expect(sentences).toEqual(['Told has more optional fields than are entered. Run: npm run docs']);
    expect(judged(shapesOf(data), undefined, upToDate).sentences).toEqual([]);
  });

  it('may change with a new version, beside which the old one stays', () => {
    const past = pastOf({ upcast: { Told: [upcaster] } });
    const present = shapesOf('{ words: string[] }');
    const { sentences, upToDate } = judged(present, past);
    expect(sentences).toEqual(['Told has a version 2 that is not entered yet. Run: npm run docs']);
    expect(upToDate).toEqual({ Told: { 1: stored.Told[1], 2: { words: { '[]': 'string' } } } });
    expect(judged(present, past, upToDate).sentences).toEqual([]);
  });

  it('keeps its versions under another name', () => {
    const present = shapesOf(first, 'Narrated');
    expect(judged(present).sentences[0]).toContain('Told is stored for ever, but the code knows it no more');
    expect(judged(present, pastOf({ renamed: { Told: 'Narrated' } })).sentences).toEqual([]);
  });

  it.each([
    [
      'the upcaster of a version that is stored',
      stored.Told[1],
      { 1: 'string', 2: stored.Told[1] },
      undefined,
      'bring them back',
    ],
    [
      'the shape of a former version',
      stored.Told[1],
      { 2: stored.Told[1] },
      pastOf({ upcast: { Told: [upcaster] } }),
      'lacks the shape',
    ],
  ])('may not lose %s', (_, shape, versions, past, sentence) => {
    expect(judged({ Told: shape }, past, { Told: versions }).sentences).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('the shape of data', () => {
  it('tells values, lists, maps, and what may be left out', () => {
    const data =
      '{ a: boolean; b: null | number; c: readonly string[]; d: Readonly<Record<string, number>>; e?: true; f?: boolean }';
    expect(shapesOf(data)).toEqual({
      Told: {
        a: 'boolean',
        b: 'null | number',
        c: { '[]': 'string' },
        d: { '[string]': 'number' },
        'e?': 'true',
        'f?': 'boolean',
      },
    });
  });

  it('tells the members of a union', () => {
    expect(shapesOf('{ by: "card" | { voucher: string } }')).toEqual({
      Told: { by: { '| 1': '"card"', '| 2': { voucher: 'string' } } },
    });
  });

  it('tells what is declared as anything that JSON gives back', () => {
    expect(shapesOf('{ with: AnyJson }')).toEqual({ Told: { with: 'any JSON' } });
  });

  it.each([
    'Date',
    'Map<string, string>',
    'bigint',
    'undefined',
    'unknown',
    '() => string',
    'string | undefined',
    'Uint8Array',
  ])('cannot be told of %s, which JSON does not give back', (type) =>
    expect(() => shapesOf(`{ odd: ${type} }`)).toThrow(/^Told\.odd is of type .* which JSON does not give back$/),
  );
});
