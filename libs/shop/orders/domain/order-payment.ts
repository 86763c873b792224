import type { Money } from '#platform/core';
import { OrderAlreadyCancelled, OrderAlreadyPaid, OrderAlreadyRejected, PaymentInProgress } from './order.errors.js';
import type { OrderEvent } from './order.events.js';
import type { OnBehalfOf, Order, PlacedOrder } from './order.js';
import { existing } from './order.js';

export interface PaymentAttempt {
  readonly paymentId: string;
  readonly token: string;
  readonly requestedAt: string;
}

export function requestPayment(order: Order, paymentId: string, requestedAt: string): OrderEvent[] {
  const placed = existing(order);
  return placed.status === 'placed' ? [attempt(placed, paymentId, placed.paymentToken, requestedAt)] : [];
}

export function payAgain(
  order: Order,
  { paymentId, token, requestedAt, onBehalfOf }: PaymentAttempt & { readonly onBehalfOf: OnBehalfOf },
): OrderEvent[] {
  const placed = existing(order, onBehalfOf);
  if (placed.payments.some((payment) => payment.paymentId === paymentId)) return [];
  if (placed.status === 'rejected') throw new OrderAlreadyRejected();
  if (placed.status === 'cancelled') throw new OrderAlreadyCancelled();
  if (placed.status !== 'placed' && placed.status !== 'awaiting-payment') throw new OrderAlreadyPaid();
  if (placed.payments.at(-1)?.status !== 'declined') throw new PaymentInProgress();
  return [attempt(placed, paymentId, token, requestedAt)];
}

function attempt(
  { orderId, customerId, total, payments }: PlacedOrder,
  paymentId: string,
  token: string,
  requestedAt: string,
): OrderEvent {
  const data = { orderId, customerId, paymentId, amount: total, token, attempt: payments.length + 1, requestedAt };
  return { type: 'PaymentRequested', data };
}

export function recordDecline(order: Order, paymentId: string, reason: string, declinedAt: string): OrderEvent[] {
  const { orderId, payments } = existing(order);
  const pending = payments.some((payment) => payment.paymentId === paymentId && payment.status === 'pending');
  return pending ? [{ type: 'PaymentDeclined', data: { orderId, paymentId, reason, declinedAt } }] : [];
}

export function markPaid(order: Order, paymentId: string, paidAt: string): OrderEvent[] {
  const { status, orderId, customerId, total, lines, shippingAddress } = existing(order);
  if (status !== 'awaiting-payment') return [];
  return [
    { type: 'OrderPaid', data: { orderId, customerId, paymentId, amount: total, lines, shippingAddress, paidAt } },
  ];
}

export interface RefundedPart {
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly refundedAt: string;
}

export function recordRefund(order: Order, part: RefundedPart): OrderEvent[] {
  const { orderId, refunds } = existing(order);
  if (refunds.some(({ refundId }) => refundId === part.refundId)) return [];
  const earlier = refunds.filter(({ paymentId }) => paymentId === part.paymentId);
  const amount = earlier.reduce((sum, refund) => sum + refund.amount.amount, part.amount.amount);
  return [{ type: 'PaymentRefunded', data: { orderId, ...part, refunded: { ...part.amount, amount } } }];
}
