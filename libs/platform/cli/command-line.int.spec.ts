import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '#test/eventually';
import { Street } from '#test/street';

process.env['LOG_LEVEL'] = 'silent';

let street: Street;
beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

/** The document that a command answers with. */
async function document<Body = unknown>(...args: string[]): Promise<Body> {
  const { code, printed, complained } = await street.run('--json', ...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${complained}`);
  return JSON.parse(printed) as Body;
}

async function lit(lamp: string): Promise<string> {
  const correlation = randomUUID();
  await street.light(lamp, correlation);
  await eventually(async () => expect(await document('trace', correlation)).toMatchObject({ events: 2 }));
  return correlation;
}

describe('tearline describe', () => {
  it('tells what contexts are made of and who hears whom', async () => {
    const { contexts } = await document<{ contexts: unknown[] }>('describe');
    expect(contexts).toEqual([
      {
        name: 'street',
        streams: [{ category: 'street.lamp', kind: 'aggregate', events: ['LampLit', 'LampRemoved'] }],
        contracts: ['street.lamp-lit.v1'],
        consumers: [
          {
            name: 'street.lamps',
            kind: 'projection',
            lanes: 1,
            hears: [{ context: 'street', types: ['LampLit'] }],
            isRebuildable: true,
          },
        ],
        heardBy: ['watch.notes'],
      },
      expect.objectContaining({ name: 'watch', contracts: [], heardBy: [] }),
    ]);
  });

  it('tells it to people too, of one context', async () => {
    const { code, printed } = await street.run('describe', 'watch');
    expect(code).toBe(0);
    expect(printed).toContain('watch.notes  reaction  street: street.lamp-lit.v1');
    expect(printed).not.toContain('street.lamps');
  });
});

describe('tearline events', () => {
  it('prints a line for each event, with JSON too, over as many pages as it takes', async () => {
    for (let count = 0; count < 3; count++) await street.light('first', randomUUID());
    const { printed } = await street.run('events', 'street', '--stream', 'street.lamp-first', '--json', '--limit', '2');
    expect(printed.split('\n').map((line) => JSON.parse(line) as object)).toMatchObject([
      { type: 'LampLit', version: 1 },
      { type: 'LampLit', version: 2 },
    ]);
    const all = await street.run('events', 'street', '--stream', 'street.lamp-first', '--limit', '0', '--data');
    expect(all.printed.match(/LampLit {2}street\.lamp-first@\d\n {4}\{"lamp":"first"\}/g)).toHaveLength(3);
  });
});

describe('tearline stream', () => {
  it('tells the state of a stream, and as it was', async () => {
    await lit('second');
    await lit('second');
    expect(await document('stream', 'street.lamp-second')).toMatchObject({ version: 2, state: 2 });
    expect(await document('stream', 'street.lamp-second', '--version', '1')).toMatchObject({ version: 1, state: 1 });
    const { code, complained } = await street.run('stream', 'street.lamp-second', '--at', '2001-01-01T00:00:00Z');
    expect([code, complained]).toEqual([2, expect.stringContaining('(contexts.no-such-version)')]);
  });
});

describe('tearline trace', () => {
  it('joins what all contexts recorded into a tree', async () => {
    const { printed, code } = await street.run('trace', await lit('third'));
    expect(code).toBe(0);
    expect(printed).toMatch(/^\+0 ms {2}street:\d+ {2}LampLit {2}street\.lamp-third@1$/m);
    expect(printed).toMatch(/^└─ \+\d+ ms {2}watch:\d+ {2}LampNoted {2}watch\.note-third@1 {2}by watch\.notes$/m);
  });

  it('says when there is nothing', async () => {
    const { code, complained } = await street.run('trace', 'nobody');
    expect([code, complained]).toEqual([2, 'No event of any context bears the correlation id nobody.']);
  });
});

describe('tearline consumers and coverage', () => {
  it('tell how far everyone is and that nothing was left out', async () => {
    await lit('fourth');
    const { consumers } = await document<{ consumers: { name: string }[] }>('consumers');
    expect(consumers.map(({ name }) => name)).toEqual(['street.lamps', 'watch.notes']);
    expect((await street.run('consumers', 'watch')).printed).toMatch(/^watch\.notes {2}reaction {2}street +\d+/m);
    expect(await document('coverage')).toMatchObject({ uncovered: 0 });
  });

  it('end with 1 when a position cannot be accounted for', async () => {
    const take = (amount: number) =>
      street.operator.query(
        `update watch.checkpoints set handled = handled - ${amount} where consumer = 'watch.notes'`,
      );
    await take(1);
    const { code, printed } = await street.run('coverage');
    await take(-1);
    expect([code, printed]).toEqual([1, expect.stringContaining('1 positions cannot be accounted for')]);
  });
});

describe('tearline rebuild', () => {
  const consumer = 'street.lamps';

  it('builds a read model anew, watches, compares, switches and ends', async () => {
    await lit('fifth');
    const watched = await street.run('rebuild', 'start', consumer, '--watch');
    expect([watched.code, watched.printed]).toEqual([0, expect.stringContaining('both are level')]);
    const compared = await street.run('rebuild', 'compare', consumer);
    expect([compared.code, compared.printed]).toEqual([0, expect.stringContaining('Both are the same.')]);
    expect(await document('rebuild', 'switch', consumer)).toMatchObject({ rebuild: { status: 'switched' } });
    expect(await document('rebuild', 'switch-back', consumer)).toMatchObject({ rebuild: { status: 'building' } });
    expect((await street.run('rebuild', 'show', consumer)).code).toBe(0);
    expect((await street.run('rebuild', 'cancel', consumer)).code).toBe(0);
    expect(await street.run('rebuild', 'show', consumer)).toMatchObject({ code: 2 });
  });

  it('ends with 1 when both differ, and switches only when told why', async () => {
    await street.run('rebuild', 'start', consumer, '--watch');
    await street.operator.query(`update street.lamp set lit = 99 where lamp = 'fifth'`);
    const compared = await street.run('rebuild', 'compare', consumer);
    expect(compared.code).toBe(1);
    expect(compared.printed).toContain('lamp {"lamp":"fifth"}: different lit');
    const refused = await street.run('rebuild', 'switch', consumer);
    expect([refused.code, refused.complained]).toEqual([1, expect.stringContaining('(rebuild.differs)')]);
    const insisted = await street.run('rebuild', 'switch', consumer, '--force', '--reason', 'the new one is right');
    expect(insisted.code).toBe(0);
    await street.run('rebuild', 'cancel', consumer);
  });

  it('draws a bar while it waits', async () => {
    await street.operator.query('begin');
    await street.operator.query('lock table street.checkpoints in exclusive mode');
    const watching = street.run('rebuild', 'start', consumer, '--watch');
    await eventually(() => expect(street.drawn.at(-1)).toMatch(/^street\.lamps \[-{24}\] 0 % {2}0 of \d+/));
    await street.operator.query('commit');
    expect(await watching).toMatchObject({ code: 0, printed: expect.stringContaining('both are level') as string });
    expect(street.drawn.at(-1)).toBe('');
    await street.run('rebuild', 'cancel', consumer);
  });
});

describe('tearline parked', () => {
  it('shows, resumes and discards what waits for a person', async () => {
    await street.light('broken', randomUUID());
    await park();
    const { parked } = await document<{ parked: { id: string; error: string }[] }>('parked');
    expect(parked).toMatchObject([{ context: 'watch', consumer: 'watch.notes', stream: 'street.lamp-broken' }]);
    const { id } = parked[0]!;
    const shown = await street.run('parked', 'show', id);
    expect(shown.printed).toContain('Handled now: it would fail with Error: this lamp is broken');
    expect((await street.run('parked', 'discard', id)).complained).toContain("required option '--reason <text>'");
    street.mend();
    expect((await street.run('parked', 'show', id)).printed).toContain(
      'it would succeed, with LampNoted in watch.note-broken',
    );
    expect((await street.run('parked', 'resume', id)).code).toBe(0);
    await eventually(async () => expect((await street.run('parked')).printed).toBe('Nothing is parked.'));
    expect(await street.run('parked', 'resume', id)).toMatchObject({ code: 2 });
  });
});

/** As its retries would in time. */
async function park(): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await street.operator.query(
      `update watch.held_streams set status = 'parked' where stream = 'street.lamp-broken' and attempts > 0`,
    );
    expect(rowCount).toBe(1);
  });
}

describe('tearline trace, while a context is away', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const lit = { position: 1, stream: 's', version: 1, type: 'LampLit', id: 'a', recordedAt: '2026-11-21T10:00:00.000Z', metadata: {} }; // prettier-ignore
    const answers: Readonly<Record<string, readonly [status: number, body: object]>> = {
      '/contexts': [200, { items: [{ name: 'street' }, { name: 'watch' }] }],
      '/contexts/street/events': [200, { items: [lit], next: null }],
      '/contexts/watch/events': [503, { code: 'gateway.context-unavailable', detail: 'The watch is away.' }],
    };
    server = createServer((request, response) => {
      const [status, body] = answers[new URL(request.url!, url).pathname]!;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('shows what the others recorded, says who is missing and ends with 3', async () => {
    const { code, printed, complained } = await street.run('trace', 'c', '--url', url);
    expect([code, printed.split('\n').length]).toEqual([3, 2]);
    expect(complained).toBe('watch is missing: The watch is away. (gateway.context-unavailable)');
  });
});

describe('a command that cannot be', () => {
  it.each([
    ['of no such name', ['sing'], "unknown command 'sing'"],
    ['with a number that is none', ['events', 'street', '--limit', 'many'], 'It must be a whole number.'],
    [
      'for a context that there is not',
      ['consumers', 'nowhere'],
      'There is no context nowhere. There are street, watch.',
    ],
    ['for a name without a context', ['stream', 'lamp'], '"lamp" is no durable name'],
    ['for a stream that there is not', ['stream', 'street.lamp-none'], '(contexts.no-such-stream)'],
    ['with a time that is none', ['events', 'street', '--from', 'noon'], 'from: '],
  ])('%s ends with 2', async (_, args, sentence) => {
    const { code, complained, printed } = await street.run(...args);
    expect([code, printed, complained]).toEqual([2, '', expect.stringContaining(sentence)]);
  });

  it('without a token, or with another one, ends with 2 and says what to do', async () => {
    const none = await street.runAs(undefined, 'consumers');
    expect([none.code, none.complained]).toEqual([
      2,
      expect.stringContaining('No token was given: set TEARLINE_TOKEN'),
    ]);
    const other = await street.runAs(await street.tokenOf('customer'), 'consumers');
    expect([other.code, other.complained]).toEqual([2, 'The token is not that of an operator.']);
  });

  it('because nobody answers ends with 3', async () => {
    const { code, complained } = await street.run('consumers', '--url', 'http://127.0.0.1:9');
    expect([code, complained]).toEqual([3, expect.stringContaining('Nothing answers at http://127.0.0.1:9')]);
  });

  it('and one that asks for help ends with 0', async () => {
    const { code, printed } = await street.run('--help');
    expect([code, printed]).toEqual([0, expect.stringContaining('Exit codes: 0 fine')]);
  });
});
