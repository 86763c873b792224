import type { RecordedEvent } from '#platform/core';
import type { PaymentEvent } from '../domain/payment.events.js';
import { aPayment, now, orderId, paymentId, refundId } from '../domain/payment.examples.js';
import { publishPayments } from './publish-payments.js';

const factOf = (event: PaymentEvent) => publishPayments.factOf(event as unknown as RecordedEvent);
const amount = { amount: 2500, currency: 'EUR' };

describe('what payments publish', () => {
  it('says what was captured', () =>
    expect(factOf(aPayment.captured)).toEqual({
      type: 'payments.payment-captured.v1',
      data: { paymentId, orderId, amount, capturedAt: now },
    }));
  it('says what was declined', () =>
    expect(factOf(aPayment.declined)).toEqual({
      type: 'payments.payment-declined.v1',
      data: { paymentId, orderId, reason: 'card declined', declinedAt: now },
    }));
  it('says what was refunded, part by part', () =>
    expect(factOf(aPayment.refunded(refundId, 1000, 1000))).toEqual({
      type: 'payments.payment-refunded.v1',
      data: { paymentId, orderId, refundId, amount: { amount: 1000, currency: 'EUR' }, refundedAt: now },
    }));
  it.each([aPayment.started, aPayment.cancelled, aPayment.refundRequested(refundId, 1, 'x')])(
    'keeps $type to itself',
    (event) => expect(factOf(event)).toBeUndefined(),
  );
});
