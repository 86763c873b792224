import type { Principal } from '#platform/execution';
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

/** Staff see every payment, a customer the own ones. */
export const customerIn = ({ id, roles }: Principal): string | undefined => (roles.includes('staff') ? undefined : id);
