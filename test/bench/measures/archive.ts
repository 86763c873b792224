import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DirectoryArchive } from '#platform/archive-directory';
import { beginning } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl, SchemaOwner } from '#platform/database';
import {
  ArchivedEvents,
  CreateArchive1763700000014,
  CreateHistory1763700000004,
  CreateLog1763700000000,
  moveClosedStreams,
  PostgresEventLog,
  restoreFromArchive,
} from '#platform/log-postgres';
import { benchHome } from '../logs/bench-home.js';
import type { Section } from '../figures/section.js';
import { percentiles } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

/** What it costs to archive events, and to read them afterwards. */
interface Archived {
  /** Bytes of an event in the table with its indexes, in a file, and in the index of what has left. */
  readonly inTable: number;
  readonly inFile: number;
  readonly inIndex: number;
  /** As text, over as a file. */
  readonly ratio: number;
  /** Events per second. */
  readonly moved: number;
  readonly restored: number;
  readonly readFromTable: number;
  readonly readFromArchive: number;
  /** Milliseconds for a stream that memory does not know, medians. */
  readonly streamFromTable: number;
  readonly streamFromArchive: number;
}

const eventsPerStream = 7;
const page = 500;

export const archive: Measure = {
  name: 'archive',
  title: 'Moving closed streams to files, reading them there and putting them back',
  run,
};

async function run({ postgres, folder, isQuick, rounds }: Bench): Promise<Section> {
  const streams = isQuick ? 1_000 : 20_000;
  const outcomes: Archived[] = [];
  for (let round = 0; round < rounds; round++) {
    const files = join(folder, `archive-${round}`);
    outcomes.push(await withDatabase(postgres.url, 'archive', (url) => moveAndReturn(url, files, streams)));
  }
  const series = (name: string, unit: string, figure: (archived: Archived) => number) => ({
    name,
    unit,
    rounds: outcomes.map(figure),
  });
  return {
    method: `${streams} closed streams of ${eventsPerStream} events each, interleaved; a new log each round.`,
    findings: [],
    series: [
      series('moved', '/s', ({ moved }) => moved),
      series('put back', '/s', ({ restored }) => restored),
      series('read from the table', '/s', ({ readFromTable }) => readFromTable),
      series('read from the archive', '/s', ({ readFromArchive }) => readFromArchive),
      series('a stream from the table, p50', 'ms', ({ streamFromTable }) => streamFromTable),
      series('a stream from the archive, p50', 'ms', ({ streamFromArchive }) => streamFromArchive),
      series('an event in the table', 'bytes', ({ inTable }) => inTable),
      series('an event in a file', 'bytes', ({ inFile }) => inFile),
      series('an event in the index of what has left', 'bytes', ({ inIndex }) => inIndex),
      series('text ÷ file', '×', ({ ratio }) => ratio),
    ],
  };
}

/** Archives a log of interleaved streams, reads it before and after, and puts it back. */
async function moveAndReturn(adminUrl: string, directory: string, streams: number): Promise<Archived> {
  const home = benchHome(adminUrl, 'bench_archive');
  const { schema } = namesOf(home);
  const pool = createPool({
    url: runningUrl(home),
    name: 'archive',
    schema,
    connections: 4,
    timeouts: { statement: 600_000, answer: 600_000 },
    onError: () => {},
  });
  try {
    await migrate(home, pool, [CreateLog1763700000000, CreateHistory1763700000004, CreateArchive1763700000014]);
    const database = new Database(pool);
    await database.query(fill, [streams, eventsPerStream]);
    await database.query('analyze events');
    const [files, owner] = [new DirectoryArchive(directory), new SchemaOwner(home)];
    const log = () => new PostgresEventLog('bench', database, { archive: new ArchivedEvents(files) });
    const events = streams * eventsPerStream;
    const inTable = (await sizeOf(database, ['events'])) / events;
    const [readFromTable, streamFromTable] = [await readAll(log()), await readStreams(log, streams)];
    const options = {
      before: new Date(Date.now() + 86_400_000),
      kinds: [{ category: 'bench.order', types: ['Step'] }],
    };
    const [moving, moved] = await timed(() => moveClosedStreams(owner, files, options));
    const inIndex = (await sizeOf(database, ['archive_files', 'archive_blocks', 'archived_streams'])) / moved.events;
    const [readFromArchive, streamFromArchive] = [await readAll(log()), await readStreams(log, streams)];
    const [restoring] = await timed(() => restoreFromArchive(owner, files));
    return {
      inTable,
      inFile: moved.bytes / moved.events,
      inIndex,
      ratio: moved.contentBytes / moved.bytes,
      moved: moved.events / moving,
      restored: moved.events / restoring,
      readFromTable,
      readFromArchive,
      streamFromTable,
      streamFromArchive,
    };
  } finally {
    await pool.end();
  }
}

/** Streams that live beside some hundred others, with ids, amounts and times that no two events share. */
const fill = `
  with head as (update log_head set position = position + $1::integer * $2::integer returning position - $1::integer * $2::integer as base)
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
  select head.base + row_number() over (order by k + step * 40, step), 'bench.order-' || md5(k::text)::uuid, step, 'Step', 1,
    json_build_object('orderId', md5(k::text)::uuid, 'customerId', md5((k % 5000)::text)::uuid, 'paymentId', gen_random_uuid(),
      'lines', json_build_array(json_build_object('sku', 'TEA-' || k % 300, 'quantity', k % 4 + 1, 'price',
        json_build_object('amount', k % 9000, 'currency', 'EUR'))), 'at', clock_timestamp()),
    json_build_object('commandId', gen_random_uuid(), 'correlationId', md5(k::text || 'c')::uuid,
      'causationId', gen_random_uuid(), 'traceparent', '00-' || md5(random()::text) || '-00f067aa0ba902b7-01',
      'actor', md5((k % 5000)::text)::uuid),
    gen_random_uuid(), clock_timestamp()
  from head, generate_series(1, $1::integer) k, generate_series(1, $2::integer) step`;

async function sizeOf(database: Database, tables: readonly string[]): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    'select sum(pg_total_relation_size(name::regclass))::double precision as bytes from unnest($1::text[]) name',
    [tables],
  );
  return rows[0]!.bytes;
}

async function readAll(log: PostgresEventLog): Promise<number> {
  let read = 0;
  const [seconds] = await timed(async () => {
    for (let after = beginning; ;) {
      const events = await log.read(after, page);
      if (events.length === 0) return;
      read += events.length;
      after = events.at(-1)!.position;
    }
  });
  return read / seconds;
}

/** A stream here and there, each read by a log that has opened nothing yet. */
async function readStreams(log: () => PostgresEventLog, streams: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 1; turn <= 100; turn++) {
    const id = createHash('md5')
      .update(String(Math.ceil((turn * streams) / 101)))
      .digest('hex');
    const stream = `bench.order-${id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
    const reader = log();
    const [seconds, events] = await timed(() => reader.readStream(stream, 0));
    if (events.length !== eventsPerStream) throw new Error(`${stream} has ${events.length} events`);
    times.push(seconds * 1_000);
  }
  return percentiles(times).p50;
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const result = await work();
  return [(performance.now() - begun) / 1_000, result];
}
