import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import { PaymentCapturedV1, PaymentDeclinedV1, PaymentRefundedV1 } from '#shop/contracts';
import type { PaymentEvent } from '../domain/payment.events.js';

export const publishPayments = publish<PaymentEvent>('payments', {
  PaymentStarted: ignore,
  PaymentCaptured: (captured) => PaymentCapturedV1.of(captured),
  PaymentDeclined: (declined) => PaymentDeclinedV1.of(declined),
  PaymentCancelled: ignore,
  RefundRequested: ignore,
  PaymentRefunded: (refunded) => PaymentRefundedV1.of(refunded),
});
