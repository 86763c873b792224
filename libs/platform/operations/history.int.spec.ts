import { randomUUIDv7 } from 'node:crypto';
import { aggregate, beginning, type Event, EventTypes, pastOf, type Position, UnreadableEvent } from '#platform/core';
import { kindOf, type NewEvent } from '#platform/log';
import {
  CreateHistory1763700000004,
  CreateLog1763700000000,
  PostgresEventHistory,
  PostgresEventLog,
} from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { redact } from '#platform/observability';
import { HistoryController } from './history.controller.js';
import { InspectedContexts } from './inspected-contexts.js';
import { kindOfStream, stateOf } from './stream-state.js';

type Counted = Event<'Counted', { by: number }>;
const Counter = aggregate<number, Counted>({
  category: 'tests.counter',
  initial: 0,
  evolve: { Counted: (sum, { by }) => sum + by },
});
const kind = kindOf(Counter) as never;
const everything = 1_000;

let context: ContextDatabase;
let log: PostgresEventLog;
let history: PostgresEventHistory;
beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateLog1763700000000, CreateHistory1763700000004]);
  log = new PostgresEventLog('tests', context.database);
  history = new PostgresEventHistory(context.database, undefined, { widest: 4 });
});
afterAll(() => context.close());

function counted(by: number, correlationId: string = randomUUIDv7(), type = 'Counted'): NewEvent {
  return {
    id: randomUUIDv7(),
    type,
    schemaVersion: 1,
    data: { by },
    metadata: { commandId: randomUUIDv7(), correlationId },
  };
}

async function append(stream: string, expectedVersion: number, ...events: NewEvent[]): Promise<void> {
  expect(await log.append([{ stream, expectedVersion, events }])).toMatchObject({ outcome: 'appended' });
}

/** All that is found, by following `next`. */
async function all(wanted: Parameters<typeof history.find>[0]) {
  const found: { stream: string; version: number }[] = [];
  for (let after: Position | undefined = beginning; after !== undefined;) {
    const { events, next } = await history.find(wanted, after, 3);
    found.push(...events);
    after = next;
  }
  return found.map(({ stream, version }) => `${stream}/${version}`);
}

describe('the history of a context', () => {
  const correlation = randomUUIDv7();
  beforeAll(async () => {
    await append('tests.counter-a', 0, counted(1), counted(2, correlation));
    await append('tests.counter-b', 0, ...Array.from({ length: 12 }, () => counted(1)));
    await append('tests.counter-a', 2, counted(3), counted(4, correlation, 'Reset'));
  });

  it('is told in the order of the log, in parts', async () => {
    expect(await all({})).toHaveLength(16);
    expect((await history.find({}, beginning, 2)).next).toBe(2);
  });

  it.each([
    ['a stream', () => ({ stream: 'tests.counter-a' }), ['a/1', 'a/2', 'a/3', 'a/4']],
    ['a type, further away than one search goes', () => ({ type: 'Reset' }), ['a/4']],
    ['a correlation', () => ({ correlation }), ['a/2', 'a/4']],
    ['several together', () => ({ stream: 'tests.counter-a', correlation, type: 'Counted' }), ['a/2']],
    ['what nobody did', () => ({ correlation: 'nothing' }), []],
  ])('is narrowed down to %s', async (_, wanted, found) => {
    expect(await all(wanted())).toEqual(found.map((place) => `tests.counter-${place}`));
  });

  it('is narrowed down to a time', async () => {
    const later = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
    expect(await all({ from: later(-60_000) })).toHaveLength(16);
    expect(await all({ from: later(60_000) })).toEqual([]);
    expect(await all({ to: later(-60_000) })).toEqual([]);
    const { events } = await history.find({ stream: 'tests.counter-a' }, 2 as Position, 1);
    expect(await all({ from: events[0]!.recordedAt })).toEqual(['tests.counter-a/3', 'tests.counter-a/4']);
    expect(await all({ to: events[0]!.recordedAt })).toHaveLength(14);
  });

  it('does not end where a search without an index stops', async () => {
    const first = await history.find({ type: 'Reset' }, beginning, everything);
    expect(first).toEqual({ events: [], next: 4 });
  });
});

describe('a stream', () => {
  const stream = 'tests.counter-a';

  it('is folded as of a version', async () => {
    expect(await stateOf(history, kind, stream, { version: 2 })).toMatchObject({ stream, version: 2, state: 3 });
  });

  it('is folded as of a time', async () => {
    const { events } = await history.find({ stream }, beginning, 1);
    expect(await stateOf(history, kind, stream, { at: events[0]!.recordedAt })).toMatchObject({ version: 2, state: 3 });
    expect(await stateOf(history, kind, stream, { at: '2000-01-01T00:00:00.000Z' })).toBeUndefined();
  });

  it('is of the kind with the longest fitting name', () => {
    const kinds = ['tests.counter', 'tests.counter-part'].map((category) => ({
      ...kindOf(Counter),
      category,
    })) as never[];
    expect(kindOfStream(kinds, 'tests.counter-part-1')).toMatchObject({ category: 'tests.counter-part' });
    expect(kindOfStream(kinds, 'tests.counter-1')).toMatchObject({ category: 'tests.counter' });
    expect(kindOfStream(kinds, 'tests.countless-1')).toBeUndefined();
  });
});

describe('a history with old events', () => {
  const past = pastOf<Counted>({
    upcast: { Counted: [({ by }: { by: number }) => ({ by: by * 10 })] },
    renamed: { Tallied: 'Counted' },
  });
  const stream = 'tests.counter-old';
  let present: PostgresEventHistory;
  beforeAll(async () => {
    present = new PostgresEventHistory(context.database, new EventTypes(past, (type) => type === 'Counted'));
    await append(stream, 0, counted(1), counted(2, randomUUIDv7(), 'Tallied'), counted(3, randomUUIDv7(), 'Abandoned'));
  });

  it('is told in the words of today, and searched by them', async () => {
    const { events } = await present.find({ stream, type: 'Counted' }, beginning, 10);
    expect(events).toMatchObject([
      { type: 'Counted', schemaVersion: 2, data: { by: 10 } },
      { type: 'Counted', schemaVersion: 2, data: { by: 20 } },
    ]);
    expect((await present.find({ stream, type: 'Abandoned' }, beginning, 10)).events).toHaveLength(1);
  });

  it('shows what cannot be read as it is stored, with the reason', async () => {
    const { events } = await present.find({ stream }, beginning, 10);
    expect(JSON.parse(JSON.stringify(redact(events.at(-1))))).toMatchObject({
      type: 'Abandoned',
      unreadable: {
        because: 'unknown-type',
        reason: expect.stringContaining('cannot be read') as string,
        data: { by: 3 },
      },
    });
  });

  it('folds a stream as far as it can be read', async () => {
    expect(await stateOf(present, kind, stream, { version: 2 })).toMatchObject({ version: 2, state: 30 });
    await expect(stateOf(present, kind, stream, {})).rejects.toThrow(UnreadableEvent);
    const contexts = new InspectedContexts([
      [
        'tests',
        {
          description: null as never,
          history: present,
          parking: null as never,
          consumers: null as never,
          kinds: [kind],
        },
      ],
    ]);
    await expect(new HistoryController(contexts).stream('tests', stream, {})).rejects.toMatchObject({
      code: 'contexts.unreadable-stream',
      details: { reason: expect.stringMatching(/^Abandoned at position \d+ in tests.counter-old/) as string },
    });
  });
});
