import { DirectoryArchive } from '#platform/archive-directory';
import { beginning, type Position, positionFrom, type RecordedEvent } from '#platform/core';
import { Database } from '#platform/database';
import type { WantedEvents } from '#platform/log';
import { anEventOf, ArchivedLog, wholeLog } from '#test/archived-log';
import fc from 'fast-check';
import { PostgresEventLog, restoreFromArchive, verifyArchive } from '../index.js';

let archived: ArchivedLog;
beforeAll(async () => {
  archived = await ArchivedLog.open();
});
afterAll(() => archived.stop());

const types = ['Begun', 'Continued', 'Ended'];
const kindOf = (number: number) => ({ category: `tests.kind${number}`, types });
const versions = new Map<string, number>();

/** Appends to streams of some kinds, as they come. */
async function append(writes: readonly { kind: number; id: number; type: number; amount: number }[]): Promise<void> {
  for (const { kind, id, type, amount } of writes) {
    const stream = `tests.kind${kind}-${id}`;
    const expectedVersion = versions.get(stream) ?? 0;
    const events = Array.from({ length: amount }, (_, nth) => anEventOf(types[type]!, { nth }, `request ${id % 3}`));
    await archived.log().append([{ stream, expectedVersion, events }]);
    versions.set(stream, expectedVersion + amount);
  }
}

const dense = (events: readonly RecordedEvent[], after: number) =>
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => after + index + 1));

async function found(wanted: WantedEvents, limit: number): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  const history = archived.history(37, 1);
  for (let after: Position | undefined = beginning; after !== undefined;) {
    const { events, next } = await history.find(wanted, after, limit);
    expect(events.length).toBeLessThanOrEqual(limit);
    expect(next ?? Infinity).toBeGreaterThan(after);
    all.push(...events);
    after = next;
  }
  return all;
}

const isWanted =
  ({ stream, type, correlation, from, to }: WantedEvents) =>
  (event: RecordedEvent) =>
    (stream === undefined || event.stream === stream) &&
    (type === undefined || event.type === type) &&
    (correlation === undefined || event.metadata.correlationId === correlation) &&
    (from === undefined || event.recordedAt >= from) &&
    (to === undefined || event.recordedAt < to);

const aWrite = fc.record({
  kind: fc.integer({ min: 0, max: 3 }),
  id: fc.integer({ min: 0, max: 9 }),
  type: fc.integer({ min: 0, max: 2 }),
  amount: fc.integer({ min: 1, max: 4 }),
});
const aRound = fc.record({
  writes: fc.array(aWrite, { minLength: 1, maxLength: 25 }),
  leaving: fc.subarray([0, 1, 2, 3]),
  perFile: fc.integer({ min: 1, max: 40 }),
  limit: fc.integer({ min: 1, max: 60 }),
  behind: fc.double({ min: 0, max: 1, noNaN: true }),
  times: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
});

describe('a log that is partly in the archive', () => {
  const known: RecordedEvent[] = [];

  it('reads as before, wherever the parts are: whole, by stream and by what is looked for', async () => {
    await fc.assert(
      fc.asyncProperty(aRound, async ({ writes, leaving, perFile, limit, behind, times }) => {
        await append(writes);
        known.push(...(await wholeLog(archived.log(), 1_000, positionFrom(known.length))));
        await archived.move(leaving.map(kindOf), { limits: { events: perFile } });
        const after = Math.floor(behind * known.length);
        expect(await wholeLog(archived.log(), limit, positionFrom(after))).toEqual(known.slice(after));
        const { stream, version } = known[Math.min(after, known.length - 1)]!;
        const ofStream = known.filter((event) => event.stream === stream);
        expect(await archived.log().readStream(stream, version)).toEqual(ofStream.slice(version));
        const [from, to] = times.map((part) => known[Math.floor(part * (known.length - 1))]!.recordedAt).toSorted();
        const looking: WantedEvents[] = [{ stream, type: 'Ended' }, { correlation: 'request 1' }, { type: 'Begun', from: from!, to: to! }]; // prettier-ignore
        for (const wanted of looking) expect(await found(wanted, limit)).toEqual(known.filter(isWanted(wanted)));
      }),
      { numRuns: 15 },
    );
    const { schemaOwner } = archived.context;
    const { problems, archived: left } = await verifyArchive(schemaOwner, archived.files);
    expect(problems).toEqual([]);
    expect(left).toBeGreaterThan(0);
    await restoreFromArchive(schemaOwner, archived.files);
    expect(await wholeLog(archived.log(), 77)).toEqual(known);
  });

  it('shows neither a hole nor a double to those who read while streams leave, come back and go on', async () => {
    let isOver = false;
    const readers = [40, 400].map(async (limit) => {
      let rounds = 0;
      for (; !isOver || rounds === 0; rounds++) {
        const after = (rounds * 131) % known.length;
        const events = await wholeLog(archived.log(), limit, positionFrom(after));
        dense(events, after);
        expect(events.slice(0, known.length - after)).toEqual(known.slice(after));
      }
      return rounds;
    });
    const ofStreams = async () => {
      let rounds = 0;
      for (; !isOver || rounds === 0; rounds++) {
        const { stream } = known[(rounds * 17) % known.length]!;
        const events = await archived.log().readStream(stream, 0);
        expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
      }
      return rounds;
    };
    const mover = async () => {
      for (let round = 0; round < 3; round++) {
        await archived.move([0, 1, 2, 3].map(kindOf), { limits: { events: 300 } });
        await append([{ kind: round % 4, id: round, type: 2, amount: 2 }]);
        await restoreFromArchive(archived.context.schemaOwner, archived.files);
      }
      isOver = true;
    };
    const rounds = await Promise.all([...readers, ofStreams(), mover().finally(() => (isOver = true))]);
    expect(rounds.slice(0, 3).every((amount) => amount! > 0)).toBe(true);
  });

  it('answers those who look for a time in the archive alone', async () => {
    await archived.move([0, 1, 2, 3].map(kindOf));
    const middle = known[Math.floor(known.length / 2)]!.recordedAt;
    for (const wanted of [{ from: middle }, { to: middle }])
      expect(await found(wanted, 50)).toEqual((await wholeLog(archived.log())).filter(isWanted(wanted)));
  });
});

describe('what comes back into the table while it is being read', () => {
  const restore = () => restoreFromArchive(archived.context.schemaOwner, new DirectoryArchive(archived.files.place));
  beforeEach(() => archived.move([0, 1, 2, 3].map(kindOf)));

  it('between the first look and the second is found in the table', async () => {
    const before = await wholeLog(archived.log());
    const { pool } = archived.context.database;
    class Watched extends Database {
      override query: Database['query'] = async (statement, values) => {
        const answer = await super.query<never>(statement, values);
        if (typeof statement === 'object' && statement.name === 'read log') await restore();
        return answer;
      };
    }
    const log = new PostgresEventLog('tests', new Watched(pool), { archive: archived.archive() });
    expect(await log.read(beginning, 50)).toEqual(before.slice(0, 50));
  });

  it('between the second look and the opening of its file is looked up again', async () => {
    const before = await wholeLog(archived.log());
    const { read } = archived.files;
    archived.files.read = async (...asked) => {
      archived.files.read = read;
      await restore();
      return read.apply(archived.files, asked);
    };
    expect(await archived.log().read(beginning, 50)).toEqual(before.slice(0, 50));
  });
});

describe('what was recorded hours apart', () => {
  it('is found by its time in the archive, though the table has nothing of that time', async () => {
    const first = await archived.log().head();
    await archived.context.operator.query(
      `insert into events select $1::bigint + n, 'tests.hour-' || n, 1, 'Struck', 1, '{}', '{}', gen_random_uuid(), null,
         clock_timestamp() + n * interval '1 hour' from generate_series(1, 20) n`,
      [first],
    );
    await archived.context.operator.query('update log_head set position = position + 20');
    await archived.move([{ category: 'tests.hour', types: ['Struck'] }]);
    const hours = (await wholeLog(archived.log(), 100, first)).map(({ recordedAt }) => recordedAt);
    const [from, to] = [hours[4]!, hours[9]!];
    for (const [wanted, amount] of [
      [{ from }, 16],
      [{ from, to }, 5],
      [{ to, type: 'Struck' }, 9],
    ] as const)
      // prettier-ignore
      expect(await found(wanted, 50)).toHaveLength(amount);
  });
});
