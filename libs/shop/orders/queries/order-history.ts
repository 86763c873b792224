import { type HistoryEntry, type OrderStatus, type OrderView, statusAfter } from '../projections/order-view.js';

/** One thing that happened to an order, and what the order was then. */
export interface OrderChange extends HistoryEntry {
  readonly orderId: string;
  readonly version: number;
  readonly status: OrderStatus;
}

/** All that happened to an order, from the first to the last. */
export function historyOf({ orderId, history }: OrderView): readonly OrderChange[] {
  let status: OrderStatus = 'placed';
  return history.map((entry, index) => {
    status = statusAfter[entry.what] ?? status;
    return { orderId, version: index + 1, status, ...entry };
  });
}
