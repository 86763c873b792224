import type { DispatchCrossedCancellation, GoodsReturned, OrderCancelled, OrderLine } from './order.events.js';
import type { OrderEvent, OrderPaid, OrderPlaced } from './order.events.js';

export const orderId = '01990000-0000-7000-8000-000000000001';
export const customerId = '01990000-0000-7000-8000-000000000002';
export const firstPayment = '01990000-0000-7000-8000-0000000000a1';
export const secondPayment = '01990000-0000-7000-8000-0000000000a2';
export const shipmentId = '01990000-0000-7000-8000-0000000000b1';
export const refundId = '01990000-0000-7000-8000-0000000000c1';
export const returnId = '01990000-0000-7000-8000-0000000000d1';
export const now = '2026-01-31T12:00:00.000Z';

export const total = { amount: 2500, currency: 'EUR' };
export const lines: readonly OrderLine[] = [
  { sku: 'mug', title: 'Mug', quantity: 2, unitPrice: { amount: 1250, currency: 'EUR' } },
];
const shippingAddress = { name: 'Ada Example', street: 'Long Road 1', city: 'Bonn', country: 'DE' };

export const dispatch = { shipmentId, carrier: 'DHL', trackingNumber: 'T-1', dispatchedAt: now };

/** One of the two mugs. */
export const mug = { sku: 'mug', title: 'Mug', quantity: 1 };
export const secondParcel = { parcel: 2, carrier: 'UPS', trackingNumber: 'T-2', lines: [mug], dispatchedAt: now };

const requested = (paymentId: string, token: string, attempt: number): OrderEvent => ({
  type: 'PaymentRequested',
  data: { orderId, customerId, paymentId, amount: total, token, attempt, requestedAt: now },
});

export const anOrder = {
  placed: {
    type: 'OrderPlaced',
    data: { orderId, customerId, lines, total, shippingAddress, paymentToken: 'tok_first', placedAt: now },
  } satisfies OrderPlaced,
  rejected: {
    type: 'OrderRejected',
    data: { orderId, reason: 'out of stock', skus: ['mug'], rejectedAt: now },
  } satisfies OrderEvent,
  firstAttempt: requested(firstPayment, 'tok_first', 1),
  secondAttempt: requested(secondPayment, 'tok_second', 2),
  declined: {
    type: 'PaymentDeclined',
    data: { orderId, paymentId: firstPayment, reason: 'card declined', declinedAt: now },
  } satisfies OrderEvent,
  paid: {
    type: 'OrderPaid',
    data: { orderId, customerId, paymentId: firstPayment, amount: total, lines, shippingAddress, paidAt: now },
  } satisfies OrderPaid,
  cancelled: (reason: string, ...paymentIds: string[]): OrderCancelled => ({
    type: 'OrderCancelled',
    data: { orderId, customerId, reason, paymentIds, cancelledAt: now },
  }),
  prepared: { type: 'ShipmentPrepared', data: { orderId, shipmentId, preparedAt: now } } satisfies OrderEvent,
  shipped: {
    type: 'OrderShipped',
    data: { orderId, customerId, shipmentId, carrier: 'DHL', trackingNumber: 'T-1', shippedAt: now },
  } satisfies OrderEvent,
  parcelSent: {
    type: 'ParcelDispatched',
    data: { orderId, customerId, ...secondParcel },
  } satisfies OrderEvent,
  parcelDelivered: { type: 'ParcelDelivered', data: { orderId, parcel: 2, deliveredAt: now } } satisfies OrderEvent,
  returned: {
    type: 'GoodsReturned',
    data: {
      orderId,
      customerId,
      returnId,
      paymentId: firstPayment,
      parcel: 1,
      lines: [{ ...mug, unitPrice: { amount: 1250, currency: 'EUR' } }],
      amount: { amount: 1250, currency: 'EUR' },
      reason: 'broken',
      returnedAt: now,
    },
  } satisfies GoodsReturned,
  crossed: {
    type: 'DispatchCrossedCancellation',
    data: { orderId, customerId, ...dispatch },
  } satisfies DispatchCrossedCancellation,
  completed: { type: 'OrderCompleted', data: { orderId, customerId, completedAt: now } } satisfies OrderEvent,
  refunded: (id: string, amount: number, soFar: number): OrderEvent => ({
    type: 'PaymentRefunded',
    data: {
      orderId,
      paymentId: firstPayment,
      refundId: id,
      amount: { amount, currency: 'EUR' },
      refunded: { amount: soFar, currency: 'EUR' },
      refundedAt: now,
    },
  }),
};
