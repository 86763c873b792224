import type { ProjectionContext } from '#platform/consumers';
import type { GoodsReturned, OrderPlaced, OrderShipped, ParcelDispatched, ParcelLine } from '../domain/order.events.js';
import { inWords } from './money-in-words.js';
import { listed, parcelsOf, together } from './order-parcels.js';
import type { HistoryEntry, StoredParcel } from './order-view.js';
import { OrderView } from './order-view.js';

type Story = readonly [HistoryEntry['what'], string];

/** Changes the order's row and tells its history what happened. */
export function tell(
  orderId: string,
  at: string,
  [what, description]: Story,
  change: Partial<OrderView>,
  { rows, event }: ProjectionContext,
): void {
  rows(OrderView).update(orderId, { ...change, version: event.version });
  rows(OrderView).append(orderId, { history: [{ at, what, description }] });
}

export function placed({
  orderId,
  customerId,
  lines,
  total,
  shippingAddress,
  placedAt,
}: OrderPlaced['data']): OrderView {
  return {
    orderId,
    customerId,
    status: 'placed',
    lines,
    ...total,
    shippingAddress,
    placedAt,
    paymentId: null,
    paymentStatus: null,
    paymentAttempts: 0,
    paymentRefunded: 0,
    shipmentId: null,
    shipmentStatus: null,
    carrier: null,
    trackingNumber: null,
    parcels: null,
    trackingNumbers: null,
    history: [{ at: placedAt, what: 'order-placed', description: 'The order was placed.' }],
    version: 1,
  };
}

const packed = ({ parcel, carrier, lines, dispatchedAt }: Omit<StoredParcel, 'deliveredAt' | 'returned'>) => {
  const nothingYet = { deliveredAt: null, returned: [] };
  return { parcel, carrier, lines, dispatchedAt, ...nothingYet };
};

/** The first parcel of an order, when it does not hold all of it. */
export const firstOf = (lines: readonly ParcelLine[] | undefined, carrier: string, dispatchedAt: string) =>
  lines && { parcels: [packed({ parcel: 1, carrier, lines, dispatchedAt })] };

/** What was sent after its customer was forgotten has none. */
export const numbered = (trackingNumber: string): string | null => (trackingNumber === '' ? null : trackingNumber);

export function shipped(data: OrderShipped['data'], context: ProjectionContext): void {
  const { orderId, shipmentId, carrier, shippedAt, lines } = data;
  const trackingNumber = numbered(data.trackingNumber);
  const what = lines === undefined ? 'The order is' : `A first parcel with ${listed(lines)} is`;
  const first = firstOf(lines, carrier, shippedAt);
  const change = { status: 'shipped', shipmentId, shipmentStatus: 'dispatched', carrier, trackingNumber } as const;
  tell(orderId, shippedAt, ['order-shipped', `${what} on its way with ${carrier}.`], { ...change, ...first }, context);
}

export async function parcelSent(data: ParcelDispatched['data'], context: ProjectionContext): Promise<void> {
  const { orderId, parcel, carrier, trackingNumber, lines, dispatchedAt } = data;
  const order = await context.rows(OrderView).find(orderId);
  if (order === undefined) return;
  const story: Story = ['parcel-dispatched', `A parcel with ${listed(lines)} is on its way with ${carrier}.`];
  const trackingNumbers = { ...order.trackingNumbers, [parcel]: numbered(trackingNumber) };
  tell(orderId, dispatchedAt, story, { parcels: [...parcelsOf(order), packed(data)], trackingNumbers }, context);
}

/** One parcel of an order that it has to be looked up for. */
async function toldOf(
  { orderId, parcel: number, at }: { readonly orderId: string; readonly parcel: number; readonly at: string },
  storyOf: (parcel: StoredParcel) => Story,
  change: (parcel: StoredParcel) => Partial<StoredParcel>,
  context: ProjectionContext,
): Promise<void> {
  const order = await context.rows(OrderView).find(orderId);
  const parcels = order === undefined ? [] : parcelsOf(order);
  const concerned = parcels.find(({ parcel }) => parcel === number);
  if (concerned === undefined) return;
  const after = parcels.map((parcel) => (parcel === concerned ? { ...parcel, ...change(parcel) } : parcel));
  tell(orderId, at, storyOf(concerned), { parcels: after }, context);
}

export function parcelArrived(
  {
    orderId,
    parcel,
    deliveredAt: at,
  }: { readonly orderId: string; readonly parcel: number; readonly deliveredAt: string },
  context: ProjectionContext,
): Promise<void> {
  const story = ({ lines }: StoredParcel): Story => ['parcel-delivered', `${listed(lines)} arrived.`];
  return toldOf({ orderId, parcel, at }, story, () => ({ deliveredAt: at }), context);
}

export function goodsCameBack(
  { orderId, parcel, lines, amount, reason, returnedAt: at }: GoodsReturned['data'],
  context: ProjectionContext,
): Promise<void> {
  const pieces = lines.map(({ sku, title, quantity }) => ({ sku, title, quantity }));
  const sentence = `${listed(pieces)} came back (${reason}); ${inWords(amount)} are paid back.`;
  const change = ({ returned }: StoredParcel) => ({ returned: together(returned, pieces) });
  return toldOf({ orderId, parcel, at }, () => ['goods-returned', sentence], change, context);
}
