import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Fact } from '#platform/core';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { hearing } from './hearing.examples.js';
import { CreateBestSellers1763700000602 } from './migrations/create-best-sellers.js';
import { CreateFunnel1763700000603 } from './migrations/create-funnel.js';
import {
  BestSellersProjection,
  PaidOrder,
  ProductMinute,
  ProductTitle,
} from './projections/best-sellers.projection.js';
import { FunnelProjection, OrderMilestones } from './projections/funnel.projection.js';
import { RegistrationMinute, RegistrationsProjection } from './projections/registrations.projection.js';
import { GetBestSellers, GetBestSellersHandler } from './queries/get-best-sellers.query.js';
import { GetFunnel, GetFunnelHandler } from './queries/get-funnel.query.js';

const entities = [PaidOrder, ProductMinute, ProductTitle, OrderMilestones, RegistrationMinute];
const projections = [new BestSellersProjection(), new FunnelProjection(), new RegistrationsProjection()];
const [from, to] = ['2026-01-31', '2026-02-01'];
const clock = { now: () => '2026-03-01T00:00:00.000Z' };

let context: ContextDatabase;
let database: DataSource;

beforeAll(async () => {
  context = await openContextDatabase('analytics', [CreateBestSellers1763700000602, CreateFunnel1763700000603]);
  database = await dataSourceOn(context.database.pool, context.schema, entities);
});
beforeEach(async () => {
  for (const entity of entities) await database.createQueryBuilder().delete().from(entity).execute();
});
afterAll(() => context.close());

const hear = (facts: readonly Fact[], batchSize = 3) =>
  hearing(projections, facts, context.database, database, batchSize);
const funnel = () => new GetFunnelHandler(database, clock).execute(new GetFunnel(from, to));
const bestSellers = (sort: 'revenue' | 'quantity' = 'revenue', limit = 20) =>
  new GetBestSellersHandler(database, clock).execute(new GetBestSellers(from, to, sort, limit));

const at = (second: number) => new Date(Date.parse('2026-01-31T12:00:00Z') + second * 1000).toISOString();
const line = (sku: string, quantity: number, amount: number, currency = 'EUR') => ({
  sku,
  title: sku,
  quantity,
  unitPrice: { amount, currency },
});
const placed = (orderId: string, placedAt: string): Fact => ({
  type: 'orders.order-placed.v1',
  data: { orderId, placedAt },
});
const paid = (orderId: string, paidAt: string, lines = [line('mug', 1, 500)]): Fact => ({
  type: 'orders.order-paid.v1',
  data: { orderId, paidAt, lines },
});
const cancelled = (orderId: string, cancelledAt: string, reason = 'changed my mind'): Fact => ({
  type: 'orders.order-cancelled.v1',
  data: { orderId, cancelledAt, reason },
});
const returned = (orderId: string, lines: readonly object[]): Fact => ({
  type: 'orders.goods-returned.v1',
  data: { orderId, lines },
});
const dispatched = (orderId: string, dispatchedAt: string): Fact => ({
  type: 'shipping.shipment-dispatched.v1',
  data: { orderId, dispatchedAt },
});
const delivered = (orderId: string, deliveredAt: string): Fact => ({
  type: 'shipping.shipment-delivered.v1',
  data: { orderId, deliveredAt },
});

describe('the funnel', () => {
  it('counts the orders that were placed in the period, however late it hears of them and in which order', async () => {
    const [slow, quick, before, undone] = Array.from({ length: 4 }, () => randomUUID());
    await hear([
      delivered(slow!, at(400)),
      dispatched(slow!, at(300)),
      paid(quick!, at(2)),
      placed(before!, '2026-01-30T23:59:59.999Z'),
      paid(before!, at(0)),
      placed(slow!, at(0)),
      { type: 'catalog.stock-rejected.v1', data: { orderId: randomUUID(), rejectedAt: at(1) } },
      placed(undone!, at(1)),
      placed(quick!, at(1)),
      cancelled(undone!, at(9)),
      paid(slow!, at(100)),
    ]);
    expect(await funnel()).toEqual({
      registered: 0,
      placed: 3,
      rejected: 0,
      paid: 2,
      cancelled: 1,
      cancelledByReason: [{ reason: 'changed my mind', orders: 1 }],
      shipped: 1,
      delivered: 1,
      placedToPaid: { median: 50.5, p95: 95.05 },
      paidToShipped: { median: 200, p95: 200 },
      shippedToDelivered: { median: 100, p95: 100 },
    });
  });

  it('tells the reasons, the most frequent first, and what was rejected for want of stock', async () => {
    const orders = Array.from({ length: 6 }, () => randomUUID());
    await hear(orders.map((orderId, second) => placed(orderId, at(second))));
    await hear([
      cancelled(orders[0]!, at(9), 'payment overdue'),
      cancelled(orders[1]!, at(9)),
      cancelled(orders[2]!, at(9)),
      { type: 'catalog.stock-rejected.v1', data: { orderId: orders[3], rejectedAt: at(9) } },
      { type: 'catalog.stock-rejected.v1', data: { orderId: orders[0], rejectedAt: at(9) } },
    ]);
    expect(await funnel()).toMatchObject({
      cancelled: 3,
      rejected: 1,
      cancelledByReason: [
        { reason: 'changed my mind', orders: 2 },
        { reason: 'payment overdue', orders: 1 },
      ],
    });
  });

  it('is empty where nothing was placed', async () => {
    expect(await funnel()).toMatchObject({ placed: 0, cancelledByReason: [], placedToPaid: null });
  });

  it('tells how many accounts were opened', async () => {
    const registered = (registeredAt: string): Fact => ({ type: 'users.user-registered.v1', data: { registeredAt } });
    await hear([registered(at(1)), registered(at(2)), registered('2026-02-01T00:00:00.000Z')]);
    expect(await funnel()).toMatchObject({ registered: 2 });
  });
});

describe('the best sellers', () => {
  const titled = (sku: string, title: string): Fact => ({ type: 'catalog.product-created.v1', data: { sku, title } });

  it('are sorted by what was taken for them or by how many were sold', async () => {
    await hear([
      paid(randomUUID(), at(1), [line('mug', 5, 100), line('kettle', 1, 4000)]),
      titled('mug', 'Mug'),
      { type: 'catalog.product-edited.v1', data: { sku: 'mug', title: 'Cup' } },
      paid(randomUUID(), at(90), [line('mug', 2, 100), line('mug', 1, 100), line('kettle', 1, 30, 'ISK')]),
    ]);
    const mugs = { sku: 'mug', title: 'Cup', quantity: 8, revenue: { amount: 800, currency: 'EUR' } };
    const kettles = { sku: 'kettle', title: 'kettle', quantity: 1 };
    const inEuro = { ...kettles, revenue: { amount: 4000, currency: 'EUR' } };
    const inKrona = { ...kettles, revenue: { amount: 30, currency: 'ISK' } };
    expect(await bestSellers()).toEqual([inEuro, mugs, inKrona]);
    expect(await bestSellers('quantity', 2)).toEqual([mugs, inEuro]);
  });

  it('are counted when they were paid, and no longer once the order is cancelled', async () => {
    const [kept, gone, unpaid, late] = Array.from({ length: 4 }, () => randomUUID());
    await hear([
      paid(kept!, at(1)),
      paid(gone!, at(2), [line('mug', 3, 500), line('lid', 1, 50)]),
      paid(late!, '2026-02-01T00:00:00.000Z'),
      cancelled(unpaid!, at(3)),
      cancelled(gone!, '2026-02-02T00:00:00.000Z'),
    ]);
    expect(await bestSellers()).toMatchObject([{ sku: 'mug', quantity: 1, revenue: { amount: 500 } }]);
  });

  it('are counted without what came back, when it was paid for', async () => {
    const [kept, back] = [randomUUID(), randomUUID()];
    await hear([
      paid(kept, at(1)),
      paid(back, at(2), [line('mug', 3, 500), line('lid', 1, 50)]),
      returned(back, [line('mug', 1, 500)]),
      returned(back, [line('mug', 1, 500), line('lid', 1, 50)]),
      returned(randomUUID(), [line('mug', 1, 500)]),
    ]);
    expect(await bestSellers()).toMatchObject([{ sku: 'mug', quantity: 2, revenue: { amount: 1000 } }]);
  });

  it('are taken out again in the batch that has counted them as well as in a later one', async () => {
    for (const batchSize of [1, 5]) {
      const orderId = randomUUID();
      await hear([paid(orderId, at(2)), cancelled(orderId, at(3))], batchSize);
      expect(await bestSellers()).toEqual([]);
    }
  });
});
