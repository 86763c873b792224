import type { Money } from '#platform/core';
import { aggregate } from '#platform/core';
import type { PaymentEvent, PaymentStarted } from './payment.events.js';

export interface Refund {
  readonly refundId: string;
  readonly amount: number;
  readonly done: boolean;
}

interface Started {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
}

export type CapturedPayment = Started & {
  readonly status: 'captured';
  /** What the provider calls the capture. */
  readonly reference: string;
  readonly refunds: readonly Refund[];
};

/** `cancelling`: no longer wanted, but the provider has been asked; `cancelled`: the provider never was and never will be. */
export type Payment =
  | { readonly status: 'none' | 'cancelled' }
  | (Started & { readonly status: 'pending' | 'cancelling' | 'declined' })
  | CapturedPayment;

function done(refunds: readonly Refund[], refundId: string): readonly Refund[] {
  return refunds.map((refund) => (refund.refundId === refundId ? { ...refund, done: true } : refund));
}

export const Payment = aggregate<Payment, PaymentEvent>({
  category: 'payments.payment',
  initial: { status: 'none' },
  closedBy: ['PaymentCaptured', 'PaymentDeclined', 'PaymentCancelled', 'PaymentRefunded'],
  evolve: {
    PaymentStarted: (_, { paymentId, orderId, amount }) => ({ status: 'pending', paymentId, orderId, amount }),
    PaymentCaptured: (_, { paymentId, orderId, amount, reference }) => ({
      status: 'captured',
      paymentId,
      orderId,
      amount,
      reference,
      refunds: [],
    }),
    PaymentDeclined: (payment) =>
      payment.status === 'pending' || payment.status === 'cancelling' ? { ...payment, status: 'declined' } : payment,
    PaymentCancelled: (payment) =>
      payment.status === 'pending' ? { ...payment, status: 'cancelling' } : { status: 'cancelled' },
    RefundRequested: (payment, { refundId, amount: { amount } }) =>
      payment.status === 'captured'
        ? { ...payment, refunds: [...payment.refunds, { refundId, amount, done: false }] }
        : payment,
    PaymentRefunded: (payment, { refundId }) =>
      payment.status === 'captured' ? { ...payment, refunds: done(payment.refunds, refundId) } : payment,
  },
});

export function start(payment: Payment, started: PaymentStarted['data']): PaymentEvent[] {
  return payment.status === 'none' ? [{ type: 'PaymentStarted', data: started }] : [];
}

export interface Capture {
  readonly reference: string;
  readonly capturedAt: string;
  /** For giving the money back at once, should the payment not be wanted any more. */
  readonly refundId: string;
}

export function recordCapture(payment: Payment, { reference, capturedAt, refundId }: Capture): PaymentEvent[] {
  if (payment.status !== 'pending' && payment.status !== 'cancelling') return [];
  const { status, paymentId, orderId, amount } = payment;
  const captured: PaymentEvent = {
    type: 'PaymentCaptured',
    data: { paymentId, orderId, amount, reference, capturedAt },
  };
  if (status === 'pending') return [captured];
  const reason = 'captured after the cancellation';
  const data = { paymentId, orderId, refundId, reference, amount, reason, requestedAt: capturedAt };
  return [captured, { type: 'RefundRequested', data }];
}

export function recordDecline(payment: Payment, reason: string, declinedAt: string): PaymentEvent[] {
  if (payment.status !== 'pending' && payment.status !== 'cancelling') return [];
  const { paymentId, orderId } = payment;
  return [{ type: 'PaymentDeclined', data: { paymentId, orderId, reason, declinedAt } }];
}
