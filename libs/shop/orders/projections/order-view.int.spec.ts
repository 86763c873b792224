import type { DataSource } from 'typeorm';
import { RowBatch } from '#platform/consumers';
import type { Event } from '#platform/core';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { anOrder, customerId, firstPayment, mug, now, orderId } from '../domain/order.examples.js';
import { AddParcels1763700000303 } from '../migrations/add-parcels.js';
import { CreateOrdersTables1763700000301 } from '../migrations/create-orders-tables.js';
import { historyOf } from '../queries/order-history.js';
import { parcelsOf, statusOf } from './order-parcels.js';
import { OrderViewProjection } from './order-view.projection.js';
import { OrderView } from './order-view.js';

const { placed, firstAttempt, paid, prepared, shipped, parcelSent, parcelDelivered, returned, completed } = anOrder;
const paidOrder = [placed, firstAttempt, paid, prepared];
const inParts = { ...shipped, data: { ...shipped.data, lines: [mug] } };
const forgotten = { type: 'CustomerForgotten', data: { customerId, forgottenAt: now } };

let context: ContextDatabase;
let database: DataSource;

beforeAll(async () => {
  context = await openContextDatabase('orders', [CreateOrdersTables1763700000301, AddParcels1763700000303]);
  database = await dataSourceOn(context.database.pool, context.schema, [OrderView]);
});
beforeEach(() => database.createQueryBuilder().delete().from(OrderView).execute());
afterAll(() => context.close());

type Handlers = Readonly<Record<string, (data: unknown, context: object) => unknown>>;

/** The row of the order once these events were heard, in batches of so many. */
async function rowAfter(events: readonly Event[], batchSize: number): Promise<OrderView> {
  const { on } = new OrderViewProjection() as unknown as { readonly on: Handlers };
  for (let begin = 0; begin < events.length; begin += batchSize) {
    const batch = new RowBatch(database);
    for (const [place, { type, data }] of events.slice(begin, begin + batchSize).entries())
      await on[type]!(data, { rows: batch.rows, event: { version: begin + place + 1 } });
    await context.database.transaction((transaction) => batch.flush(transaction));
  }
  return database.getRepository(OrderView).findOneByOrFail({ orderId });
}

const parcelsIn = (order: OrderView) =>
  parcelsOf(order).map((parcel) => [parcel.parcel, statusOf(parcel), parcel.lines, parcel.returned]);

describe.each([1, 20])('an order, heard in batches of %i', (batchSize) => {
  it('that goes as a whole is one parcel, and keeps nothing about it', async () => {
    const both = [{ ...mug, quantity: 2 }];
    const sent = await rowAfter([...paidOrder, shipped], batchSize);
    expect([sent.parcels, parcelsIn(sent)]).toEqual([null, [[1, 'dispatched', both, []]]]);
    const there = await rowAfter([...paidOrder, shipped, completed], batchSize);
    expect([there.parcels, parcelsIn(there)]).toEqual([null, [[1, 'delivered', both, []]]]);
  });

  it('tells of each parcel and of what came back, and one story for each event', async () => {
    const events = [...paidOrder, inParts, parcelSent, parcelDelivered, returned, completed];
    const order = await rowAfter(events, batchSize);
    expect(parcelsIn(order)).toEqual([
      [1, 'returned', [mug], [mug]],
      [2, 'delivered', [mug], []],
    ]);
    expect(order).toMatchObject({ status: 'completed', trackingNumber: 'T-1', trackingNumbers: { 2: 'T-2' } });
    expect(historyOf(order).map(({ version }) => version)).toEqual(events.map((_, place) => place + 1));
  });

  it('that was cancelled when a first parcel had left shows what it held', async () => {
    const crossed = { ...anOrder.crossed, data: { ...anOrder.crossed.data, lines: [mug] } };
    const order = await rowAfter([...paidOrder, anOrder.cancelled('x', firstPayment), crossed], batchSize);
    expect(order).toMatchObject({ status: 'cancelled', lines: placed.data.lines });
    expect(parcelsIn(order)).toEqual([[1, 'dispatched', [mug], []]]);
  });

  it('shows neither address nor tracking number once its customer is forgotten', async () => {
    const order = await rowAfter([...paidOrder, inParts, parcelSent, forgotten], batchSize);
    expect(order).toMatchObject({ shippingAddress: {}, trackingNumber: null, trackingNumbers: null });
    expect(JSON.stringify(order)).not.toMatch(/T-1|T-2|Bonn/);
  });
});
