import type { EffectHandlers } from '#platform/consumers';
import { Effect } from '#platform/consumers';
import { ignore } from '#platform/core';
import { RecordCapture } from '../commands/record-capture.command.js';
import { RecordProviderDecline } from '../commands/record-provider-decline.command.js';
import { RecordProviderRefund } from '../commands/record-provider-refund.command.js';
import type { PaymentEvent } from '../domain/payment.events.js';
import { PaymentProvider } from './payment-provider.js';

@Effect('payments.provider', { timeout: 5_000 })
export class CallProvider {
  constructor(private readonly provider: PaymentProvider) {}

  readonly on: EffectHandlers<PaymentEvent> = {
    PaymentStarted: async ({ paymentId, amount, token }, { idempotencyKey, signal }) => {
      const answer = await this.provider.charge({ idempotencyKey, paymentId, amount, token }, signal);
      return answer.outcome === 'captured'
        ? [new RecordCapture(paymentId, answer.reference)]
        : [new RecordProviderDecline(paymentId, answer.reason)];
    },
    RefundRequested: async ({ paymentId, refundId, reference, amount }, { idempotencyKey, signal }) => {
      await this.provider.giveBack({ idempotencyKey, refundId, reference, amount }, signal);
      return [new RecordProviderRefund(paymentId, refundId)];
    },
    PaymentCaptured: ignore,
    PaymentDeclined: ignore,
    PaymentCancelled: ignore,
    PaymentRefunded: ignore,
  };
}
