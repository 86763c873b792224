import type { PaymentView } from '../projections/payment-view.projection.js';

/** A payment as the API shows it. */
export function toPayment(payment: PaymentView) {
  const { paymentId, orderId, status, attempt, declineReason, createdAt, capturedAt } = payment;
  const { amount, refunded, currency } = payment;
  return {
    paymentId,
    orderId,
    status,
    amount: { amount, currency },
    refunded: { amount: refunded, currency },
    attempt,
    declineReason,
    createdAt,
    capturedAt,
  };
}
