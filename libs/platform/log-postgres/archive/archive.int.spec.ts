import { randomUUID } from 'node:crypto';
import { inTheirStream } from '#platform/log/conformance';
import { afterAllOfThem, anEventOf, ArchivedLog, wholeLog } from '#test/archived-log';
import {
  AppendEvents1763700000023,
  archivedFiles,
  whatWouldLeave,
  restoreFromArchive,
  verifyArchive,
} from '../index.js';

const kinds = [
  { category: 'tests.order', types: ['Ended', 'Noted'] },
  { category: 'tests.order-line', types: [] },
];

let archived: ArchivedLog;
beforeEach(async () => {
  archived = await ArchivedLog.open();
});
afterEach(() => archived.stop());

async function append(stream: string, expectedVersion: number, ...types: string[]): Promise<void> {
  const events = types.map((type) => anEventOf(type));
  const outcome = await archived.log().append([{ stream, expectedVersion, events }]);
  expect(outcome.outcome).toBe('appended');
}

/** Something that is in nobody's way at the end of the log. */
const lastEvent = () => append(`tests.other-${randomUUID()}`, 0, 'Happened');

async function streamsInTable(): Promise<readonly string[]> {
  const { rows } = await archived.context.database.query<{ stream: string }>(
    'select distinct stream from events order by 1',
  );
  return rows.map(({ stream }) => stream);
}

const verified = async () => {
  const found = await verifyArchive(archived.context.schemaOwner, archived.files);
  expect(found).toMatchObject({ problems: [], unknown: [] });
  expect(found.stored + found.archived).toBe(found.head);
  return found;
};

describe('a stream leaves', () => {
  it('when its last event closes it, and no other does', async () => {
    await append('tests.order-closed', 0, 'Begun', 'Ended');
    await append('tests.order-open', 0, 'Begun');
    await append('tests.order-reopened', 0, 'Begun', 'Ended', 'Begun');
    await append('tests.order-closed-twice', 0, 'Begun', 'Ended', 'Noted');
    await append('tests.order-line-closed', 0, 'Begun', 'Ended');
    await append('tests.ordering-closed', 0, 'Begun', 'Ended');
    await append('tests.order-last', 0, 'Begun', 'Ended');
    const leaving = await whatWouldLeave(archived.context.database, kinds, afterAllOfThem);
    expect(leaving).toEqual([{ category: 'tests.order', streams: 2, events: 5 }]);
    expect(await archived.move(kinds)).toMatchObject({ files: 1, streams: 2, events: 5 });
    expect(await streamsInTable()).toEqual([
      'tests.order-last',
      'tests.order-line-closed',
      'tests.order-open',
      'tests.order-reopened',
      'tests.ordering-closed',
    ]);
    expect(await verified()).toMatchObject({ files: 1, archived: 5 });
  });

  it('when that was before the horizon', async () => {
    await append('tests.order-old', 0, 'Begun', 'Ended');
    await append('tests.order-young', 0, 'Begun');
    const { rows } = await archived.context.database.query<{ now: Date }>('select clock_timestamp() as now');
    await append('tests.order-young', 1, 'Ended');
    await lastEvent();
    expect(await archived.move(kinds, { before: rows[0]!.now })).toMatchObject({ streams: 1, events: 2 });
    expect(await streamsInTable()).toContain('tests.order-young');
    expect(await archived.move(kinds, { before: rows[0]!.now })).toMatchObject({ files: 0 });
  });

  it('in as many files as it takes, and is one stream all the same', async () => {
    await append('tests.order-long', 0, ...Array<string>(23).fill('Begun'), 'Ended');
    await append('tests.order-short', 0, 'Ended');
    await lastEvent();
    const told: number[] = [];
    const moved = await archived.move(kinds, { limits: { events: 10 }, onMoved: ({ events }) => told.push(events) });
    expect(moved).toMatchObject({ files: 3, events: 25 });
    expect(told).toEqual([10, 20, 25]);
    const stream = await archived.log().readStream('tests.order-long', 7);
    expect(stream.map(({ version }) => version)).toEqual(Array.from({ length: 17 }, (_, index) => index + 8));
    await verified();
  });

  it('in files that no large events make too large', async () => {
    const events = Array.from({ length: 6 }, () => anEventOf('Ended', { text: 'x'.repeat(40_000) }));
    await archived.log().append([{ stream: 'tests.order-large', expectedVersion: 0, events }]);
    await lastEvent();
    expect(await archived.move(kinds, { limits: { bytes: 100_000 } })).toMatchObject({ files: 3, events: 6 });
    await verified();
  });
});

/** Logs of before have none of the short ways. */
async function comeFromBefore(): Promise<void> {
  await archived.context.operator.query('drop function append_event, append_events');
  await archived.context.migrate([AppendEvents1763700000023]);
}

describe.each([
  ['a log', () => {}],
  ['a log that a version of before began', comeFromBefore],
])('a stream that has left %s', (_, begin) => {
  beforeEach(begin);

  it('goes on as if it had not left, and leaves again', async () => {
    await append('tests.order-a', 0, 'Begun', 'Ended');
    await lastEvent();
    await archived.move(kinds);
    const early = await archived
      .log()
      .append([{ stream: 'tests.order-a', expectedVersion: 0, events: [anEventOf('Begun')] }]);
    expect(early).toEqual({ outcome: 'conflict', streams: ['tests.order-a'] });
    await append('tests.order-a', 2, 'Begun');
    expect(await archived.move(kinds)).toMatchObject({ streams: 0 });
    await append('tests.order-a', 3, 'Ended');
    await lastEvent();
    expect(await archived.move(kinds)).toMatchObject({ streams: 1, events: 2 });
    const stream = await archived.log().readStream('tests.order-a', 0);
    expect(stream.map(({ version, type }) => `${version} ${type}`)).toEqual([
      '1 Begun',
      '2 Ended',
      '3 Begun',
      '4 Ended',
    ]);
    await verified();
  });

  it('answers a command that comes again as it did the first time', async () => {
    const [command, stream] = [randomUUID(), 'tests.order-1'];
    const write = { stream, expectedVersion: 0, events: [anEventOf('Begun'), anEventOf('Ended')], commandId: command };
    const first = await archived.log().append([write]);
    await lastEvent();
    await archived.move(kinds);
    expect(await archived.log().outcomeOf(command, stream)).toEqual({ stream, version: 2, position: 2 });
    for (const expectedVersion of [0, 1, 2]) {
      const again = await archived.log().append([{ ...write, expectedVersion, events: [anEventOf('Begun')] }]);
      expect(again).toEqual({ ...first, outcome: 'repeated' });
    }
    const sameEvents = { stream, expectedVersion: 0, events: write.events };
    expect(await archived.log().append([sameEvents])).toEqual({ ...first, outcome: 'repeated' });
  });
});

describe('what has left', () => {
  /** Rows as odd as the table can hold, some of them as nobody's code would write them. */
  async function oddRows(): Promise<void> {
    const log = archived.log();
    const odd = { text: 'a\u0000b \ud83d Zürich 🏴 \u2028 "\\', z: 1e21, a: ['{', null] };
    for (const stream of ['tests.order-1', 'tests.order-ü "{,}\n\\'])
      await log.append([{ stream, expectedVersion: 0, events: [anEventOf('Ended', odd)], commandId: randomUUID() }]);
    await log.append([{ stream: 'tests.order-2', expectedVersion: 0, events: Array.from({ length: 1_203 }, () => anEventOf('Ended', odd)) }]); // prettier-ignore
    await archived.context.operator.query(
      `insert into events select head.position + 1, 'tests.order-by-hand', 1, 'Ended', 7,
         E'{ "b" :\\n 1.000 ,\\t"a":1e2,"a":null }'::json, ' {"correlationId"  : "x"} '::json, gen_random_uuid(), null,
         '1999-12-31 23:59:59.000001+00' from log_head head`,
    );
    await archived.context.operator.query('update log_head set position = position + 1');
    await lastEvent();
  }

  it('comes back byte for byte', async () => {
    await oddRows();
    const before = await archived.checksum();
    const events = await wholeLog(archived.log());
    expect(await archived.move(kinds, { limits: { events: 700 } })).toMatchObject({ files: 2, events: 1_206 });
    expect(await archived.stored()).toBe(1);
    expect(await wholeLog(archived.log())).toEqual(events);
    const told: number[] = [];
    const { schemaOwner } = archived.context;
    await restoreFromArchive(schemaOwner, archived.files, undefined, ({ files }) => told.push(files));
    expect(told).toEqual([1, 2]);
    expect(await archived.checksum()).toBe(before);
    expect(await archived.files.names()).toEqual([]);
    expect(await verified()).toMatchObject({ files: 0, archived: 0 });
  });

  it('comes back file by file', async () => {
    await append('tests.order-1', 0, 'Begun', 'Ended');
    await append('tests.order-2', 0, 'Begun', 'Ended');
    await lastEvent();
    const before = await archived.checksum();
    await archived.move(kinds, { limits: { events: 2 } });
    const [first, second] = await archivedFiles(archived.context.database);
    const { schemaOwner } = archived.context;
    expect(await restoreFromArchive(schemaOwner, archived.files, [second!.name])).toEqual({ files: 1, events: 2 });
    expect(await archived.files.names()).toEqual([first!.name]);
    expect(await streamsInTable()).toContain('tests.order-2');
    await verified();
    await restoreFromArchive(schemaOwner, archived.files);
    expect(await archived.checksum()).toBe(before);
  });

  it('has the snapshots that it had, and gets new ones', async () => {
    await append('tests.order-1', 0, ...Array<string>(149).fill('Begun'), 'Ended');
    await lastEvent();
    const events = inTheirStream(await archived.log().readStream('tests.order-1', 0));
    const at = (version: number) => {
      const { position, id: eventId } = events[version - 1]!;
      return { stream: 'tests.order-1', fold: '1-a', version, position, eventId, state: version };
    };
    const store = archived.snapshots();
    expect(await store.save(at(100))).toBe(true);
    await archived.move(kinds);
    const part = await store.read('tests.order-1', '1-a', 0, 1_000);
    expect(part.snapshot).toEqual(at(100));
    expect(part.events).toEqual(events.slice(100));
    expect(await store.read('tests.order-1', '2-b', 0, 7)).toMatchObject({ ignored: true, events: events.slice(0, 7) });
    expect(await store.save({ ...at(150), eventId: events[3]!.id })).toBe(false);
    expect(await store.save(at(150))).toBe(true);
    expect(await store.read('tests.order-1', '1-a', 0, 9)).toEqual({ snapshot: at(150), ignored: false, events: [] });
  });
});
