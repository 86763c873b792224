import type { ParcelLine } from '../domain/order.events.js';
import type { HistoryEntry, OrderView, StoredParcel } from './order-view.js';

export type ParcelStatus = 'dispatched' | 'delivered' | 'returned';

const pieces = (lines: readonly ParcelLine[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);
const isBack = ({ lines, returned }: StoredParcel): boolean => pieces(lines) === pieces(returned);

export function statusOf(parcel: StoredParcel): ParcelStatus {
  if (isBack(parcel)) return 'returned';
  return parcel.deliveredAt === null ? 'dispatched' : 'delivered';
}

const timeOf = ({ history }: OrderView, wanted: HistoryEntry['what']): string | null =>
  history.find(({ what }) => what === wanted)?.at ?? null;

/** The parcels of an order, also of one that went as a whole. */
export function parcelsOf(order: OrderView): readonly StoredParcel[] {
  const deliveredAt = order.shipmentStatus === 'delivered' ? timeOf(order, 'order-completed') : null;
  return (order.parcels ?? whole(order)).map((parcel) =>
    parcel.deliveredAt === null && !isBack(parcel) ? { ...parcel, deliveredAt } : parcel,
  );
}

function whole(order: OrderView): readonly StoredParcel[] {
  const dispatchedAt = timeOf(order, 'order-shipped') ?? timeOf(order, 'dispatch-crossed-cancellation');
  if (order.carrier === null || dispatchedAt === null) return [];
  const lines = order.lines.map(({ sku, title, quantity }) => ({ sku, title, quantity }));
  return [{ parcel: 1, carrier: order.carrier, lines, dispatchedAt, deliveredAt: null, returned: [] }];
}

/** One line for each product, whatever was added how often. */
export function together(lines: readonly ParcelLine[], more: readonly ParcelLine[]): readonly ParcelLine[] {
  const skus = Map.groupBy([...lines, ...more], ({ sku }) => sku);
  return [...skus.values()].map((same) => ({ ...same[0]!, quantity: pieces(same) }));
}

/** Goods as people write them down: 2 × Mug, 1 × Pot. */
export function listed(lines: readonly ParcelLine[]): string {
  return lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
}
