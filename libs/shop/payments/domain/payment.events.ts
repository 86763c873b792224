import type { Event, Money } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
export type PaymentStarted = Event<
  'PaymentStarted',
  {
    paymentId: string;
    orderId: string;
    customerId: string;
    amount: Money;
    token: string;
    attempt: number;
    startedAt: string;
  }
>;
export type PaymentCaptured = Event<
  'PaymentCaptured',
  { paymentId: string; orderId: string; amount: Money; reference: string; capturedAt: string }
>;
export type PaymentDeclined = Event<
  'PaymentDeclined',
  { paymentId: string; orderId: string; reason: string; declinedAt: string }
>;
/** Not wanted any more. Not started yet, it never will be; with the provider already, a capture is given back. */
export type PaymentCancelled = Event<'PaymentCancelled', { paymentId: string; orderId: string; cancelledAt: string }>;
export type RefundRequested = Event<
  'RefundRequested',
  {
    paymentId: string;
    orderId: string;
    refundId: string;
    reference: string;
    amount: Money;
    reason: string;
    requestedAt: string;
  }
>;
/** `refunded` is the sum of all refunds so far, `captured` what was taken. */
export type PaymentRefunded = Event<
  'PaymentRefunded',
  {
    paymentId: string;
    orderId: string;
    refundId: string;
    amount: Money;
    refunded: Money;
    captured: Money;
    refundedAt: string;
  }
>;

export type PaymentEvent =
  PaymentStarted | PaymentCaptured | PaymentDeclined | PaymentCancelled | RefundRequested | PaymentRefunded;
