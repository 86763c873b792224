import { randomUUIDv7 } from 'node:crypto';
import { aggregate, type Event, streamName } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { benchHome } from '../logs/bench-home.js';
import { inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { type Figures, median, percentiles } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

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

/** Most events behind a snapshot. */
const tail = 99;
const million = 1_000_000;

export const longStreams: Measure = {
  name: 'long-streams',
  title: 'Loading streams of 10 to 1,000,000 events that memory does not know',
  run: (bench) => withDatabase(bench.postgres.url, 'long_streams', (url) => run(bench, url)),
};

async function run({ isQuick, rounds }: Bench, adminUrl: string): Promise<Section> {
  const lengths = [10, tail, 10_000, isQuick ? 100_000 : million];
  const turns = isQuick ? 60 : 400;
  const home = benchHome(adminUrl, 'bench_long_streams');
  const { schema } = namesOf(home);
  const pool = createPool({ url: runningUrl(home), name: 'loads', schema, connections: 4, onError: () => {} });
  try {
    await migrate(home, pool, [CreateLog1763700000000, CreateSnapshots1763700000008]);
    const database = new Database(pool);
    const streams = [];
    for (const events of lengths) streams.push(await fill(database, events));
    await database.query('analyze events');
    const outcomes = await inTurns(
      streams.map(({ name, id }) => ({ name, turn: () => loads(database, id, turns) })),
      rounds,
    );
    const p50 = (name: string) => median(outcomes.get(name)!.map((figures) => figures.p50));
    return sectionOf(outcomes, {
      method: `${turns} loads a turn, one after the other. Behind the last snapshot are as many events as there can be, ${tail}; streams shorter than that have none.`,
      findings: [
        {
          target: 'longStream',
          rounds: isQuick ? [] : ratios(outcomes, nameOf(million), nameOf(tail), (figures) => figures.p50),
        },
      ],
      plots: [
        {
          title: 'Loading',
          unit: 'ms',
          over: 'events',
          at: lengths,
          lines: [{ name: 'p50', values: lengths.map(nameOf).map(p50) }],
        },
      ],
      tables: [
        {
          title: 'Before there was a snapshot',
          lines: streams.map(({ name, first }) => ({ stream: name, milliseconds: first.toFixed(1) })),
        },
      ],
    });
  } finally {
    await pool.end();
  }
}

function nameOf(events: number): string {
  return `${events} events`;
}

/** A stream whose last snapshot is as far behind as can be, and none when it is too short for one. */
async function fill(database: Database, events: number) {
  const id = randomUUIDv7();
  const behind = Math.min(events, tail);
  await append(database, id, 0, events - behind);
  const first = await load(database, id);
  await append(database, id, events - behind, behind);
  return { id, name: nameOf(events), first };
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

/** Loads a stream so many times as a process does that does not know it yet. */
async function loads(database: Database, id: string, times: number): Promise<Figures> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn++) taken.push(await load(database, id));
  return { perSecond: 1_000 / percentiles(taken).p50, ...percentiles(taken) };
}

/** How long one load took, in milliseconds. */
async function load(database: Database, id: string): Promise<number> {
  const snapshots = new Snapshots('bench', new PostgresSnapshotStore(database));
  const log = new Log(new PostgresEventLog('bench', database), { next: randomUUIDv7 }, new MemoryImage(10), snapshots);
  const begun = performance.now();
  await log.load(Account, id);
  const milliseconds = performance.now() - begun;
  await snapshots.idle();
  return milliseconds;
}
