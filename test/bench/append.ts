import { CreateConsumers1763700000001 } from '#platform/consumers';
import { aggregate, type Event } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { v7 } from 'uuid';
import { type Figures, measure, median } from './statistics.js';

type Counted = Event<
  'Counted',
  { orderId: string; items: readonly { sku: string; quantity: number; price: number }[]; total: number }
>;

const Counter = aggregate<number, Counted>({
  category: 'bench.counter',
  initial: 0,
  evolve: { Counted: (count) => count + 1 },
});

const counted: Counted = {
  type: 'Counted',
  data: {
    orderId: '0199f0a0-0000-7000-8000-000000000000',
    items: [{ sku: 'a', quantity: 2, price: 1999 }],
    total: 3998,
  },
};
const metadata = { commandId: counted.data.orderId, correlationId: counted.data.orderId, actor: counted.data.orderId };

export interface AppendRow {
  readonly concurrency: number;
  readonly newStreams: Figures;
  readonly hotStreams: Figures;
  readonly rawRows: Figures;
  readonly rawBatches: Figures;
  /** Ours over the limit, from the medians of the rounds. */
  readonly overRawRows: number;
  readonly overRawBatches: number;
}

/** Appends through the log, beside bare inserts on the same server, in turns. */
export async function measureAppends(
  adminUrl: string,
  rounds: number,
  milliseconds: number,
): Promise<readonly AppendRow[]> {
  const bench = await open(adminUrl);
  const rows: AppendRow[] = [];
  for (const concurrency of [1, 8, 64, 256]) {
    const runs: Record<'newStreams' | 'hotStreams' | 'rawRows' | 'rawBatches', Figures[]> = {
      newStreams: [],
      hotStreams: [],
      rawRows: [],
      rawBatches: [],
    };
    for (let round = 0; round < rounds; round++) {
      runs.rawRows.push(await measure(concurrency, milliseconds, () => bench.insertRow()));
      runs.newStreams.push(await measure(concurrency, milliseconds, () => bench.append(v7())));
      runs.rawBatches.push(await measure(1, milliseconds, () => bench.insertBatch(100)));
      runs.hotStreams.push(
        await measure(concurrency, milliseconds, (loop) => bench.append(`hot-${concurrency}-${loop}`)),
      );
    }
    const [newStreams, hotStreams, rawRows, rawBatches] = [
      runs.newStreams,
      runs.hotStreams,
      runs.rawRows,
      runs.rawBatches,
    ].map(middle);
    rows.push({
      concurrency,
      newStreams: newStreams!,
      hotStreams: hotStreams!,
      rawRows: rawRows!,
      rawBatches: rawBatches!,
      overRawRows: newStreams!.perSecond / rawRows!.perSecond,
      overRawBatches: newStreams!.perSecond / rawBatches!.perSecond,
    });
  }
  await bench.close();
  return rows;
}

async function open(adminUrl: string) {
  const home = { context: 'bench', adminUrl, rolePrefix: 'bench', secret: 'only for measuring' };
  const pool = createPool({
    url: runningUrl(home),
    name: 'bench',
    schema: namesOf(home).schema,
    connections: 64,
    onError: () => {},
  });
  await migrate(home, pool, [
    CreateLog1763700000000,
    CreateConsumers1763700000001,
    CreateSnapshots1763700000008,
    CreateRawEvents1763700000009,
  ]);
  const database = new Database(pool);
  const snapshots = new Snapshots('bench', new PostgresSnapshotStore(database));
  const log = new Log(new PostgresEventLog('bench', database), { next: v7 }, new MemoryImage(10_000), snapshots);
  const values = () => [
    `bench.counter-${v7()}`,
    1,
    'Counted',
    1,
    JSON.stringify(counted.data),
    JSON.stringify(metadata),
    v7(),
  ];
  return {
    async append(id: string) {
      await log.transact(Counter, id, () => [counted]);
      return 1;
    },
    async insertRow() {
      await database.query({ name: 'raw row', text: rawRow, values: values() });
      return 1;
    },
    async insertBatch(size: number) {
      const rows = Array.from({ length: size }, values);
      const columns = Array.from({ length: 7 }, (_, column) => rows.map((row) => row[column]));
      await database.query({ name: 'raw batch', text: rawBatch, values: columns });
      return size;
    },
    close: () => pool.end(),
  };
}

const rawRow = `insert into raw_events (stream, version, type, schema_version, data, metadata, event_id) values ($1,$2,$3,$4,$5,$6,$7)`;
const rawBatch = `insert into raw_events (stream, version, type, schema_version, data, metadata, event_id)
  select * from unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::json[], $6::json[], $7::uuid[])`;

/** What the bare inserts write to: the same columns and indexes, positions from an identity. */
class CreateRawEvents1763700000009 {
  readonly name = 'CreateRawEvents1763700000009';

  async up(queryRunner: { query(statement: string): Promise<unknown> }): Promise<void> {
    await queryRunner.query(`create table raw_events (
      position bigint generated always as identity primary key, stream text not null, version integer not null, type text not null,
      schema_version integer not null, data json not null, metadata json not null, event_id uuid not null,
      recorded_at timestamptz not null default clock_timestamp(), unique (stream, version))`);
  }

  async down(): Promise<void> {}
}

function middle(runs: readonly Figures[]): Figures {
  return {
    perSecond: median(runs.map(({ perSecond }) => perSecond)),
    p50: median(runs.map(({ p50 }) => p50)),
    p99: median(runs.map(({ p99 }) => p99)),
  };
}
