import { positionFrom } from '#platform/core';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { CreateConsumers1763700000001 } from './create-consumers.migration.js';
import { HeldStreams } from './held/held-streams.js';
import { onlyLane } from './lanes/lanes.js';
import { dueTimers, startTimers, stopTimers, takeTimer } from './processes/timers.js';
import { TraceTimers1763700000006 } from './processes/trace-timers.migration.js';
import { OverseeConsumers1763700000009 } from './standing/oversee-consumers.migration.js';
import { ShareLanes1763700000010 } from './lanes/share-lanes.migration.js';

const much = 3_000;

let context: ContextDatabase;
beforeEach(async () => {
  const migrations = [
    CreateConsumers1763700000001,
    TraceTimers1763700000006,
    OverseeConsumers1763700000009,
    ShareLanes1763700000010,
  ];
  context = await openContextDatabase('tests', migrations, { connections: 1 });
});
afterEach(() => context.close());

/** What waits is soon done, so the server finds the tables empty when it looks at them, and plans for that. */
async function emptyThenFull(use: (nth: number) => Promise<void>, fill: () => Promise<void>): Promise<void> {
  await use(0);
  await context.operator.query('vacuum analyze');
  for (let nth = 1; nth <= 10; nth++) await use(nth);
  await fill();
  for (let nth = 11; nth <= 20; nth++) await use(nth);
}

async function rowsRead(table: string): Promise<number> {
  await context.database.query('select pg_stat_force_next_flush()');
  const { rows } = await context.operator.query<{ read: number }>(
    `select seq_tup_read::integer + idx_tup_fetch::integer as read from pg_stat_user_tables where schemaname = 'tests' and relname = $1`,
    [table],
  );
  return rows[0]!.read;
}

/** All that was read, by an index or without: some rows each time, and never all that wait. */
async function assertFewRead(table: string): Promise<void> {
  await eventually(async () => expect(await rowsRead(table)).toBeGreaterThan(0));
  expect(await rowsRead(table)).toBeLessThan(much);
}

it('finds what is due among much that is held, though nothing was held when it was planned', async () => {
  const held = new HeldStreams(context.database, 'effect', onlyLane);
  const hold = (from: number, amount: number) => {
    const events = Array.from({ length: amount }, (_, nth) => ({
      stream: `desk.letter-${from + nth}`,
      position: positionFrom(from + nth),
    }));
    return context.database.transaction((transaction) => held.hold(transaction, 'desk', events));
  };
  await emptyThenFull(
    async (nth) => {
      await hold(nth, 1);
      const due = await held.due(1);
      await context.database.transaction((transaction) => held.finish(transaction, due));
    },
    () => hold(100, much),
  );
  await assertFewRead('held_events');
  await assertFewRead('held_streams');
});

it('finds the timers that have run out among many that run, though none ran when it was planned', async () => {
  const timer = (nth: number) => ({ process: 'process', correlation: `letter-${nth}`, timer: 'reminder' });
  const start = (from: number, amount: number, milliseconds: number) => {
    const timers = Array.from({ length: amount }, (_, nth) => ({ ...timer(from + nth), milliseconds, origin: {} }));
    return context.database.transaction((transaction) => startTimers(transaction, timers));
  };
  await emptyThenFull(
    async (nth) => {
      await start(2 * nth, 2, 0);
      await dueTimers(context.database, 'process', 1);
      await context.database.transaction((transaction) => takeTimer(transaction, timer(2 * nth)));
      await context.database.transaction((transaction) => stopTimers(transaction, [timer(2 * nth + 1)]));
    },
    () => start(100, much, 3_600_000),
  );
  await assertFewRead('timers');
});
