import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { CreateConsumers1763700000001 } from '#platform/consumers';
import { type Fact, formatConsistency } from '#platform/core';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { windowsAt } from './domain/live-windows.js';
import { hearing } from './hearing.examples.js';
import { CreateLive1763700000604 } from './migrations/create-live.js';
import { CreateRevenue1763700000601 } from './migrations/create-revenue.js';
import { LiveStep } from './projections/live-step.js';
import { RevenueMinute, RevenueProjection } from './projections/revenue.projection.js';
import { GetLiveFiguresHandler, type LiveSum } from './queries/get-live-figures.query.js';
import { recounted } from './recount.examples.js';

const now = '2026-01-31T12:34:56.789Z';

let context: ContextDatabase;
let database: DataSource;

beforeAll(async () => {
  const migrations = [CreateConsumers1763700000001, CreateRevenue1763700000601, CreateLive1763700000604];
  context = await openContextDatabase('analytics', migrations);
  database = await dataSourceOn(context.database.pool, context.schema, [LiveStep, RevenueMinute]);
});
beforeEach(() => forget());
afterAll(() => context.close());

const forget = () => database.createQueryBuilder().delete().from(LiveStep).execute();
const steps = () => database.getRepository(LiveStep).find({ order: { place: 'ASC' } });

/** Whoever hears these facts knows nothing of those before, as after a restart. */
const hear = (facts: readonly Fact[], batchSize = 3) =>
  hearing([new RevenueProjection()], facts, context.database, database, batchSize);
const figures = (at = now) => new GetLiveFiguresHandler(database, { now: () => at }).execute();

const ago = (seconds: number) => new Date(Date.parse(now) - seconds * 1000).toISOString();
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const paid = (paidAt: string, amount = euro(0)): Fact => ({ type: 'orders.order-paid.v1', data: { paidAt, amount } });
const captured = (capturedAt: string, amount = euro(100)): Fact => ({
  type: 'payments.payment-captured.v1',
  data: { capturedAt, amount },
});
const refunded = (refundedAt: string, amount = euro(100)): Fact => ({
  type: 'payments.payment-refunded.v1',
  data: { refundedAt, amount },
});
const inEuro = (orders: number, revenue: number, refunds: number): readonly LiveSum[] => [
  { currency: 'EUR', orders, revenue: euro(revenue), refunds: euro(refunds) },
];

/** Facts of the last three hours, and the same in another order. */
const history = fc
  .array(
    fc
      .record({
        make: fc.constantFrom(paid, captured, refunded),
        seconds: fc.nat(3 * 3600 - 60),
        amount: fc.record({ amount: fc.nat(1000), currency: fc.constantFrom('EUR', 'ISK') }),
      })
      .map(({ make, seconds, amount }) => make(ago(seconds), amount)),
    { maxLength: 25 },
  )
  .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })));

describe('live figures', () => {
  it('are a recount of what happened in each window, in whatever order and batches it is heard', async () => {
    const { windows: none } = await figures();
    expect(Object.values(none).flatMap(({ sums }) => sums)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 7 }), async ([facts, shuffled], batchSize) => {
        await forget();
        await hear(shuffled, batchSize);
        const { windows } = await figures();
        for (const [name, { from, to }] of Object.entries(windowsAt(now)))
          expect(windows[name as keyof typeof windows]).toEqual({ from, to, sums: recounted(facts, from, to) });
      }),
      { numRuns: 40 },
    );
  });

  it('count what is heard late in the windows in which it happened, and in no other', async () => {
    await hear([paid(ago(0)), captured(ago(0))]);
    await hear([captured(ago(57)), captured(ago(57)), refunded(ago(3600))]);
    expect((await figures()).windows).toMatchObject({
      minute: { sums: inEuro(1, 100, 0) },
      previousMinute: { sums: inEuro(0, 200, 0) },
      hour: { sums: inEuro(1, 300, 0) },
      previousHour: { sums: inEuro(0, 0, 100) },
      last5Minutes: { sums: inEuro(1, 300, 0) },
      last60Minutes: { sums: inEuro(1, 300, 0) },
    });
  });

  it('go on in the middle of a window where somebody else has stopped', async () => {
    await hear([paid(ago(2)), captured(ago(2))]);
    await hear([paid(ago(1)), captured(ago(1))]);
    expect((await figures()).windows.minute.sums).toEqual(inEuro(2, 200, 0));
  });

  it('move with time, without anything being heard', async () => {
    await hear([captured(ago(0))]);
    const later = (await figures('2026-01-31T13:00:00.000Z')).windows;
    expect(later).toMatchObject({ minute: { sums: [] }, hour: { sums: [] }, last5Minutes: { sums: [] } });
    expect(later).toMatchObject({
      previousHour: { sums: inEuro(0, 100, 0) },
      last60Minutes: { sums: inEuro(0, 100, 0) },
    });
  });

  it('need no more than the steps of three hours, the latest, whoever comes first', async () => {
    const day = Array.from({ length: 9 * 24 }, (_, nth) => captured(ago(nth * 400)));
    await hear(day, 50);
    const rows = await steps();
    await forget();
    await hear(day.toReversed(), 50);
    expect(await steps()).toEqual(rows);
    expect(rows.length).toBeLessThanOrEqual(1080);
    for (const { begin } of rows) expect(rows.filter((row) => row.begin === begin)).toHaveLength(1);
    expect((await figures()).windows.last60Minutes.sums).toEqual(inEuro(0, 900, 0));
  });

  it('tell how far the facts have been heard: as far as the slowest lane', async () => {
    await context.database.query(
      `insert into checkpoints (consumer, source, lane, position) values ('analytics.revenue', 'payments', 0, 7),
       ('analytics.revenue', 'orders', 0, 5), ('analytics.revenue', 'orders', 8, 4), ('analytics.funnel', 'orders', 0, 9)`,
    );
    expect(formatConsistency((await figures()).reached)).toBe('orders:4,payments:7');
  });
});
