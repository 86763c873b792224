import type { PaymentEvent, PaymentStarted } from './payment.events.js';

export const paymentId = '01990000-0000-7000-8000-0000000000a1';
export const orderId = '01990000-0000-7000-8000-000000000001';
export const customerId = '01990000-0000-7000-8000-000000000002';
export const refundId = '01990000-0000-7000-8000-0000000000c1';
export const otherRefund = '01990000-0000-7000-8000-0000000000c2';
export const reference = 'provider-1';
export const now = '2026-01-31T12:00:00.000Z';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const amount = euros(2500);

export const aPayment = {
  started: {
    type: 'PaymentStarted',
    data: { paymentId, orderId, customerId, amount, token: 'tok_ok', attempt: 1, startedAt: now },
  } satisfies PaymentStarted,
  captured: {
    type: 'PaymentCaptured',
    data: { paymentId, orderId, amount, reference, capturedAt: now },
  } satisfies PaymentEvent,
  declined: {
    type: 'PaymentDeclined',
    data: { paymentId, orderId, reason: 'card declined', declinedAt: now },
  } satisfies PaymentEvent,
  cancelled: { type: 'PaymentCancelled', data: { paymentId, orderId, cancelledAt: now } } satisfies PaymentEvent,
  refundRequested: (id: string, part: number, reason: string): PaymentEvent => ({
    type: 'RefundRequested',
    data: { paymentId, orderId, refundId: id, reference, amount: euros(part), reason, requestedAt: now },
  }),
  refunded: (id: string, part: number, soFar: number): PaymentEvent => ({
    type: 'PaymentRefunded',
    data: {
      paymentId,
      orderId,
      refundId: id,
      amount: euros(part),
      refunded: euros(soFar),
      captured: amount,
      refundedAt: now,
    },
  }),
};
