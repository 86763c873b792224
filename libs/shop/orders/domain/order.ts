import type { Money } from '#platform/core';
import { aggregate } from '#platform/core';
import { OrderAlreadyDispatched, OrderAlreadyRejected, OrderNotFound } from './order.errors.js';
import type { OrderEvent, OrderPlaced } from './order.events.js';

interface Payment {
  readonly paymentId: string;
  readonly status: 'pending' | 'declined' | 'captured';
}

interface Refund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: Money;
}

interface KnownParcel {
  readonly parcel: number;
  readonly isDelivered: boolean;
}

export type PlacedOrder = OrderPlaced['data'] & {
  readonly status: 'placed' | 'awaiting-payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'rejected';
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  /** Those of which more is known than that the order has left. */
  readonly parcels: readonly KnownParcel[];
  readonly returnIds: readonly string[];
  readonly shipmentId?: string;
  readonly crossed?: boolean;
};

export type Order = { readonly status: 'none' } | PlacedOrder;

const changed = (order: Order, change: (order: PlacedOrder) => Partial<PlacedOrder>): Order =>
  order.status === 'none' ? order : { ...order, ...change(order) };

const settled = ({ payments }: PlacedOrder, paymentId: string, status: Payment['status']): readonly Payment[] =>
  payments.map((payment) => (payment.paymentId === paymentId ? { paymentId, status } : payment));

export const Order = aggregate<Order, OrderEvent>({
  category: 'orders.order',
  initial: { status: 'none' },
  foldVersion: 2,
  closedBy: [
    'OrderRejected',
    'OrderCancelled',
    'DispatchCrossedCancellation',
    'OrderCompleted',
    'GoodsReturned',
    'PaymentRefunded',
  ],
  evolve: {
    OrderPlaced: (_, placed) => ({
      ...placed,
      status: 'placed',
      payments: [],
      refunds: [],
      parcels: [],
      returnIds: [],
    }),
    OrderRejected: (order) => changed(order, () => ({ status: 'rejected' })),
    PaymentRequested: (order, { paymentId }) =>
      changed(order, ({ payments }) => ({
        status: 'awaiting-payment',
        payments: [...payments, { paymentId, status: 'pending' }],
      })),
    PaymentDeclined: (order, { paymentId }) =>
      changed(order, (placed) => ({ payments: settled(placed, paymentId, 'declined') })),
    OrderPaid: (order, { paymentId }) =>
      changed(order, (placed) => ({ status: 'paid', payments: settled(placed, paymentId, 'captured') })),
    OrderCancelled: (order) => changed(order, () => ({ status: 'cancelled' })),
    ShipmentPrepared: (order, { shipmentId }) => changed(order, () => ({ shipmentId })),
    OrderShipped: (order, { shipmentId }) => changed(order, () => ({ status: 'shipped', shipmentId })),
    ParcelDispatched: (order, { parcel }) =>
      changed(order, ({ parcels }) => ({ parcels: [...parcels, { parcel, isDelivered: false }] })),
    ParcelDelivered: (order, { parcel }) =>
      changed(order, ({ parcels }) => ({
        parcels: [...parcels.filter((known) => known.parcel !== parcel), { parcel, isDelivered: true }],
      })),
    GoodsReturned: (order, { returnId }) =>
      changed(order, ({ returnIds }) => ({ returnIds: [...returnIds, returnId] })),
    DispatchCrossedCancellation: (order, { shipmentId }) => changed(order, () => ({ shipmentId, crossed: true })),
    OrderCompleted: (order) => changed(order, () => ({ status: 'completed' })),
    PaymentRefunded: (order, { refundId, paymentId, amount }) =>
      changed(order, ({ refunds }) => ({ refunds: [...refunds, { refundId, paymentId, amount }] })),
  },
});

/** The customer who asks; undefined when staff or the shop itself does. */
export type OnBehalfOf = string | undefined;

export function existing(order: Order, onBehalfOf?: OnBehalfOf): PlacedOrder {
  if (order.status === 'none') throw new OrderNotFound();
  if (onBehalfOf !== undefined && onBehalfOf !== order.customerId) throw new OrderNotFound();
  return order;
}

export function place(order: Order, placed: OrderPlaced['data']): OrderEvent[] {
  return order.status === 'none' ? [{ type: 'OrderPlaced', data: placed }] : [];
}

export function reject(order: Order, reason: string, skus: readonly string[], rejectedAt: string): OrderEvent[] {
  const { status, orderId } = existing(order);
  return status === 'placed' ? [{ type: 'OrderRejected', data: { orderId, reason, skus, rejectedAt } }] : [];
}

export function cancel(order: Order, reason: string, cancelledAt: string, onBehalfOf?: OnBehalfOf): OrderEvent[] {
  const { status, orderId, customerId, payments } = existing(order, onBehalfOf);
  if (status === 'cancelled') return [];
  if (status === 'rejected') throw new OrderAlreadyRejected();
  if (status === 'shipped' || status === 'completed') throw new OrderAlreadyDispatched();
  const paymentIds = payments.map(({ paymentId }) => paymentId);
  return [{ type: 'OrderCancelled', data: { orderId, customerId, reason, paymentIds, cancelledAt } }];
}

/** What is not on its way goes back when its customer closes the account: nobody could say where to send it. */
export function withdraw(order: Order, cancelledAt: string): OrderEvent[] {
  const { status } = existing(order);
  const isOpen = status === 'placed' || status === 'awaiting-payment' || status === 'paid';
  return isOpen ? cancel(order, 'account closed', cancelledAt) : [];
}

export function expire(order: Order, cancelledAt: string): OrderEvent[] {
  return existing(order).status === 'awaiting-payment' ? cancel(order, 'payment overdue', cancelledAt) : [];
}
