import { refusal } from '#platform/core';

export class PaymentNotFound extends refusal('payments.not-found', 'not-found', 'There is no such payment.') {}

export class PaymentNotCaptured extends refusal(
  'payments.not-captured',
  'conflict',
  'Nothing was taken with this payment, so nothing can be given back.',
) {}

export class ImpossiblePeriod extends refusal(
  'payments.impossible-period',
  'invalid',
  'The period must begin before it ends and last 31 days at most.',
) {}

export class ProviderUnavailable extends refusal(
  'payments.provider-unavailable',
  'unavailable',
  'The payment provider cannot be asked at the moment. Try again later.',
) {}

export class RefundExceedsCapture extends refusal(
  'payments.refund-exceeds-capture',
  'conflict',
  'All refunds together would be more than was taken. Refund less.',
) {}
