import { aggregate, type Event, streamName } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { v7 } from 'uuid';
import { percentiles } from './statistics.js';

type Moved = Event<'Moved', { accountId: string; amount: number; currency: string }>;

interface Account {
  readonly balance: number;
  readonly movements: number;
}

const Account = aggregate<Account, Moved>({
  category: 'bench.account',
  initial: { balance: 0, movements: 0 },
  evolve: {
    Moved: ({ balance, movements }, { amount }) => ({ balance: balance + amount, movements: movements + 1 }),
  },
});

/** How long it took to load a stream that memory did not know, in milliseconds. */
export interface LoadRow {
  readonly events: number;
  /** Of these, behind the last snapshot: as many as there can be. */
  readonly behind: number;
  /** Before there was a snapshot. */
  readonly first: number;
  readonly p50: number;
  readonly p99: number;
  /** Over a stream of as many events and no snapshot. From the medians. */
  readonly overShort: number;
}

/** Most events behind a snapshot. */
const tail = 99;
const lengths = [10, tail, 10_000, 1_000_000];

/** Loads streams of different lengths cold, in turns. */
export async function measureLoads(adminUrl: string, turns: number): Promise<readonly LoadRow[]> {
  const home = { context: 'bench', adminUrl, rolePrefix: 'bench_loads', secret: 'only for measuring' };
  const { schema } = namesOf(home);
  const pool = createPool({ url: runningUrl(home), name: 'loads', schema, connections: 4, onError: () => {} });
  try {
    await migrate(home, pool, [CreateLog1763700000000, CreateSnapshots1763700000008]);
    const database = new Database(pool);
    const streams = [];
    for (const events of lengths) streams.push(await fill(database, events));
    await database.query('analyze events');
    const times = streams.map((): number[] => []);
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, { id }] of streams.entries()) times[index]!.push(await load(database, id));
    }
    const short = percentiles(times[1]!).p50;
    return streams.map((stream, index) => {
      const figures = percentiles(times[index]!);
      return { ...stream, ...figures, overShort: figures.p50 / short };
    });
  } finally {
    await pool.end();
  }
}

/** A stream whose last snapshot is as far behind as can be, and none when it is too short for one. */
async function fill(database: Database, events: number) {
  const id = v7();
  const behind = Math.min(events, tail);
  await append(database, id, 0, events - behind);
  const first = await load(database, id);
  await append(database, id, events - behind, behind);
  return { id, events, behind, first: events > behind ? first : 0 };
}

/** Written by the server itself, for a million of them would take long to send. */
async function append(database: Database, id: string, after: number, amount: number): Promise<void> {
  const data = JSON.stringify({ accountId: id, amount: 1999, currency: 'CHF' });
  const metadata = JSON.stringify({ commandId: id, correlationId: id, actor: id });
  for (let done = 0; done < amount; done += atOnce) {
    const values = [streamName(Account.category, id), after + done, Math.min(atOnce, amount - done), data, metadata];
    await database.query(insertMany, values);
  }
}

const atOnce = 20_000;
const insertMany = `
  with head as (update log_head set position = position + $3 returning position - $3 as base)
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
  select head.base + n, $1, $2 + n, 'Moved', 1, $4, $5, gen_random_uuid(), clock_timestamp() from head, generate_series(1, $3) n`;

/** Loads a stream as a process does that does not know it yet. */
async function load(database: Database, id: string): Promise<number> {
  const snapshots = new Snapshots('bench', new PostgresSnapshotStore(database));
  const log = new Log(new PostgresEventLog('bench', database), { next: v7 }, new MemoryImage(10), snapshots);
  const begun = performance.now();
  await log.load(Account, id);
  const milliseconds = performance.now() - begun;
  await snapshots.idle();
  return milliseconds;
}
