import { PaymentNotCaptured, PaymentNotFound, RefundExceedsCapture } from './payment.errors.js';
import type { PaymentEvent } from './payment.events.js';
import type { CapturedPayment, Payment, Refund } from './payment.js';

const sum = (refunds: readonly Refund[]): number => refunds.reduce((total, { amount }) => total + amount, 0);

export interface WantedRefund {
  readonly refundId: string;
  /** In minor units of the payment's currency; left out, all that remains. */
  readonly amount?: number | undefined;
  readonly reason: string;
  readonly requestedAt: string;
}

export function requestRefund(payment: Payment, wanted: WantedRefund): PaymentEvent[] {
  if (payment.status === 'none') throw new PaymentNotFound();
  if (payment.status !== 'captured') throw new PaymentNotCaptured();
  if (payment.refunds.some(({ refundId }) => refundId === wanted.refundId)) return [];
  const refundable = payment.amount.amount - sum(payment.refunds);
  const amount = wanted.amount ?? refundable;
  if (amount > refundable || amount <= 0) throw new RefundExceedsCapture({ refundable });
  return [refundOf(payment, { ...wanted, amount })];
}

/** What came back is paid back once, and what was given back for it before is not given back again. */
export function refundReturned(payment: Payment, wanted: WantedRefund & { readonly amount: number }): PaymentEvent[] {
  if (payment.status !== 'captured' || payment.refunds.some(({ refundId }) => refundId === wanted.refundId)) return [];
  const amount = Math.min(wanted.amount, payment.amount.amount - sum(payment.refunds));
  return amount > 0 ? [refundOf(payment, { ...wanted, amount })] : [];
}

function refundOf(
  { paymentId, orderId, reference, amount: { currency } }: CapturedPayment,
  { refundId, amount, reason, requestedAt }: WantedRefund & { readonly amount: number },
): PaymentEvent {
  const data = { paymentId, orderId, refundId, reference, amount: { amount, currency }, reason, requestedAt };
  return { type: 'RefundRequested', data };
}

export interface Cancellation {
  readonly paymentId: string;
  readonly orderId: string;
  readonly refundId: string;
  readonly reason: string;
  readonly cancelledAt: string;
}

/** Whatever the payment has come to, the customer ends up with the money. */
export function cancel(payment: Payment, cancellation: Cancellation): PaymentEvent[] {
  const { paymentId, orderId, refundId, reason, cancelledAt } = cancellation;
  if (payment.status === 'captured') return refundRest(payment, { refundId, reason, requestedAt: cancelledAt });
  if (payment.status !== 'none' && payment.status !== 'pending') return [];
  return [{ type: 'PaymentCancelled', data: { paymentId, orderId, cancelledAt } }];
}

function refundRest(payment: CapturedPayment, wanted: WantedRefund): PaymentEvent[] {
  const amount = payment.amount.amount - sum(payment.refunds);
  return amount > 0 ? [refundOf(payment, { ...wanted, amount })] : [];
}

export function recordRefund(payment: Payment, refundId: string, refundedAt: string): PaymentEvent[] {
  if (payment.status !== 'captured') return [];
  const refund = payment.refunds.find((requested) => requested.refundId === refundId && !requested.done);
  if (refund === undefined) return [];
  const { paymentId, orderId, amount: captured, refunds } = payment;
  const { currency } = captured;
  const refunded = { amount: sum(refunds.filter(({ done }) => done)) + refund.amount, currency };
  const amount = { amount: refund.amount, currency };
  return [{ type: 'PaymentRefunded', data: { paymentId, orderId, refundId, amount, refunded, captured, refundedAt } }];
}
