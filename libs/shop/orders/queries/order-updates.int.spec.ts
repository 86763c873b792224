import type { Subscription } from 'rxjs';
import type { DataSource } from 'typeorm';
import { dataSourceOn } from '#platform/database';
import type { Log } from '#platform/log';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { AddParcels1763700000303 } from '../migrations/add-parcels.js';
import { CreateOrdersTables1763700000301 } from '../migrations/create-orders-tables.js';
import { type HistoryEntry, OrderView } from '../projections/order-view.js';
import type { OrderChange } from './order-history.js';
import { OrderUpdates } from './order-updates.js';

const happened: readonly HistoryEntry['what'][] = [
  'order-placed',
  'payment-requested',
  'payment-declined',
  'payment-requested',
  'order-paid',
  'shipment-prepared',
  'order-cancelled',
];
const orderId = '01990000-0000-7000-8000-000000000001';
const at = '2026-01-31T12:00:00.000Z';

let context: ContextDatabase;
let database: DataSource;
let updates: OrderUpdates;
const following: Subscription[] = [];
const ringing = new Set<() => void>();
const log = { onAppended: (ring: () => void) => (ringing.add(ring), () => ringing.delete(ring)) } as unknown as Log;

beforeAll(async () => {
  context = await openContextDatabase('orders', [CreateOrdersTables1763700000301, AddParcels1763700000303]);
  database = await dataSourceOn(context.database.pool, context.schema, [OrderView]);
});
beforeEach(async () => {
  await grown(1);
  updates = new OrderUpdates(database, log);
});
afterEach(() => {
  for (const subscription of following.splice(0)) subscription.unsubscribe();
  return eventually(refuseListeners);
});
afterAll(() => context.close());

function refuseListeners(): void {
  if (ringing.size > 0) throw new Error('The log is still listened to');
}

/** Lets that much have happened to the order. */
async function grown(version: number): Promise<void> {
  const history = happened.slice(0, version).map((what) => ({ at, what, description: what }));
  const money = { amount: 100, currency: 'EUR', paymentAttempts: 1, paymentRefunded: 0 };
  const order = { orderId, customerId: 'ada', status: 'placed' as const, lines: [], shippingAddress: {}, placedAt: at };
  await database.getRepository(OrderView).save({ ...order, ...money, history, version });
  for (const ring of ringing) ring();
}

/** What is told of the order after this version. */
function toldAfter(version: number): readonly OrderChange[] {
  const told: OrderChange[] = [];
  following.push(updates.after(version, orderId).subscribe((change) => told.push(change)));
  return told;
}

const versions = (told: readonly OrderChange[]) => told.map(({ version }) => version);

describe('the changes of an order', () => {
  it('come each once and in order, also those that no look at the order has met', async () => {
    const told = toldAfter(0);
    await eventually(() => expect(versions(told)).toEqual([1]));
    await grown(4);
    await grown(7);
    await eventually(() => expect(versions(told)).toEqual([1, 2, 3, 4, 5, 6, 7]));
    expect(told.map(({ what }) => what)).toEqual(happened);
  });

  it('go on behind the one that was seen last', async () => {
    await grown(5);
    const told = toldAfter(3);
    await eventually(() => expect(versions(told)).toEqual([4, 5]));
    await grown(6);
    await eventually(() => expect(versions(told)).toEqual([4, 5, 6]));
  });

  it('say what the order was from then on', async () => {
    await grown(7);
    const told = toldAfter(0);
    await eventually(() => expect(told).toHaveLength(7));
    const statuses = [
      'placed',
      'awaiting-payment',
      'awaiting-payment',
      'awaiting-payment',
      'paid',
      'paid',
      'cancelled',
    ];
    expect(told.map(({ status }) => status)).toEqual(statuses);
  });
});
