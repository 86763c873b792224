import { specificationOf } from '#platform/testing';
import { aPayment, now, reference, refundId } from './payment.examples.js';
import type { Payment as PaymentState } from './payment.js';
import { Payment, recordCapture, recordDecline, start } from './payment.js';

const given = specificationOf(Payment);
const { started, captured, declined, cancelled, refundRequested } = aPayment;

describe('starting a payment', () => {
  const starting = (payment: PaymentState) => start(payment, started.data);

  it('puts it to the provider', () => given().when(starting).then(started));
  it('does nothing the second time', () => given(started).when(starting).thenNothing());
  it('never charges what was cancelled before', () => given(cancelled).when(starting).thenNothing());
});

describe('a capture', () => {
  const capturing = (payment: PaymentState) => recordCapture(payment, { reference, capturedAt: now, refundId });

  it('is recorded', () => given(started).when(capturing).then(captured));
  it('is recorded once', () => given(started, captured).when(capturing).thenNothing());
  it('is given back at once when the payment was cancelled', () =>
    given(started, cancelled)
      .when(capturing)
      .then(captured, refundRequested(refundId, 2500, 'captured after the cancellation')));
  it('is given back once', () =>
    given(started, cancelled, captured, refundRequested(refundId, 2500, 'x'))
      .when(capturing)
      .thenNothing());
  it('does not follow a decline', () => given(started, declined).when(capturing).thenNothing());
});

describe('a decline', () => {
  const declining = (payment: PaymentState) => recordDecline(payment, 'card declined', now);

  it('is recorded', () => given(started).when(declining).then(declined));
  it('is recorded once', () => given(started, declined).when(declining).thenNothing());
  it('is recorded of a cancelled payment too', () => given(started, cancelled).when(declining).then(declined));
  it('does not follow a capture', () => given(started, captured).when(declining).thenNothing());
});
