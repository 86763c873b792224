import fc from 'fast-check';
import { fold } from '#platform/core';
import { specificationOf } from '#platform/testing';
import { PaymentNotCaptured, PaymentNotFound, RefundExceedsCapture } from './payment.errors.js';
import type { PaymentEvent } from './payment.events.js';
import { aPayment, now, orderId, otherRefund, paymentId, reference, refundId } from './payment.examples.js';
import type { Payment as PaymentState } from './payment.js';
import { Payment, recordCapture, recordDecline, start } from './payment.js';
import { cancel, recordRefund, refundReturned, requestRefund } from './refund.js';

const given = specificationOf(Payment);
const { started, captured, declined, cancelled, refundRequested, refunded } = aPayment;

const wanting = (id: string, amount?: number) => (payment: PaymentState) =>
  requestRefund(payment, { refundId: id, amount, reason: 'broken', requestedAt: now });

describe('asking for a refund', () => {
  const part = refundRequested(refundId, 1000, 'broken');

  it('may be for a part', () => given(started, captured).when(wanting(refundId, 1000)).then(part));
  it('is for all that remains when no amount is named', () =>
    given(started, captured, part)
      .when(wanting(otherRefund))
      .then(refundRequested(otherRefund, 1500, 'broken')));
  it('does nothing the second time', () => given(started, captured, part).when(wanting(refundId, 1000)).thenNothing());
  it('is refused beyond what was captured, in total', () =>
    given(started, captured, part).when(wanting(otherRefund, 1501)).thenThrows(RefundExceedsCapture));
  it('is refused when nothing remains', () =>
    given(started, captured, refundRequested(refundId, 2500, 'broken'))
      .when(wanting(otherRefund))
      .thenThrows(RefundExceedsCapture));
  it('is refused before the capture', () => given(started).when(wanting(refundId)).thenThrows(PaymentNotCaptured));
  it('is refused after a decline', () =>
    given(started, declined).when(wanting(refundId)).thenThrows(PaymentNotCaptured));
  it('is refused when there is no payment', () => given().when(wanting(refundId)).thenThrows(PaymentNotFound));
});

describe('goods that came back', () => {
  const returning = (id: string, amount: number) => (payment: PaymentState) =>
    refundReturned(payment, { refundId: id, amount, reason: 'broken', requestedAt: now });
  const part = refundRequested(refundId, 1000, 'broken');

  it('are paid back', () => given(started, captured).when(returning(refundId, 1000)).then(part));
  it('are paid back once', () => given(started, captured, part).when(returning(refundId, 1000)).thenNothing());
  it('are paid back as far as staff have not given the money back before', () => {
    given(started, captured, refundRequested(otherRefund, 2000, 'x'))
      .when(returning(refundId, 1000))
      .then(refundRequested(refundId, 500, 'broken'));
    given(started, captured, refundRequested(otherRefund, 2500, 'x'))
      .when(returning(refundId, 1000))
      .thenNothing();
  });
  it('are not paid back where nothing was taken', () => {
    given(started, declined).when(returning(refundId, 1000)).thenNothing();
    given().when(returning(refundId, 1000)).thenNothing();
  });
});

describe('cancelling a payment', () => {
  const cancelling = (payment: PaymentState) =>
    cancel(payment, { paymentId, orderId, refundId, reason: 'the order was cancelled', cancelledAt: now });
  const rest = (amount: number) => refundRequested(refundId, amount, 'the order was cancelled');

  it('gives back what was captured', () => given(started, captured).when(cancelling).then(rest(2500)));
  it('gives back what earlier refunds have left', () =>
    given(started, captured, refundRequested(otherRefund, 1000, 'broken'))
      .when(cancelling)
      .then(rest(1500)));
  it('gives back once', () => given(started, captured, rest(2500)).when(cancelling).thenNothing());
  it('is remembered while the provider is asked', () => given(started).when(cancelling).then(cancelled));
  it('is remembered before the payment starts', () => given().when(cancelling).then(cancelled));
  it('is remembered once', () => given(started, cancelled).when(cancelling).thenNothing());
  it('does nothing after a decline', () => given(started, declined).when(cancelling).thenNothing());
});

describe('a refund that was made', () => {
  const refunding = (id: string) => (payment: PaymentState) => recordRefund(payment, id, now);
  const asked = [started, captured, refundRequested(refundId, 1000, 'x'), refundRequested(otherRefund, 1500, 'x')];

  it('is recorded', () =>
    given(...asked)
      .when(refunding(refundId))
      .then(refunded(refundId, 1000, 1000)));
  it('adds to those before it', () =>
    given(...asked, refunded(refundId, 1000, 1000))
      .when(refunding(otherRefund))
      .then(refunded(otherRefund, 1500, 2500)));
  it('is recorded once', () =>
    given(...asked, refunded(refundId, 1000, 1000))
      .when(refunding(refundId))
      .thenNothing());
  it('is not recorded when nobody asked for it', () =>
    given(started, captured).when(refunding(refundId)).thenNothing());
});

describe('whatever happens in whatever order, however often', () => {
  const steps: Record<string, (payment: PaymentState, id: string) => PaymentEvent[]> = {
    start: (payment) => start(payment, started.data),
    capture: (payment, id) => recordCapture(payment, { reference, capturedAt: now, refundId: id }),
    decline: (payment) => recordDecline(payment, 'card declined', now),
    cancel: (payment, id) => cancel(payment, { paymentId, orderId, refundId: id, reason: 'x', cancelledAt: now }),
    refund: (payment, id) => attempted(() => wanting(id, 700)(payment)),
    returned: (payment, id) => refundReturned(payment, { refundId: id, amount: 900, reason: 'x', requestedAt: now }),
    refundDone: (payment, id) => recordRefund(payment, id, now),
  };
  const history = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom('a', 'b', 'c', 'd')), {
    maxLength: 30,
  });
  const played = (names: [string, string][]) =>
    names.reduce<PaymentEvent[]>((events, [name, id]) => {
      const payment = fold(Payment, Payment.initial, events);
      return [...events, ...steps[name]!(payment, id)];
    }, []);
  const sum = (events: PaymentEvent[], type: string) =>
    events.reduce(
      (total, event) =>
        total + (event.type === type ? (event.data as { amount: { amount: number } }).amount.amount : 0),
      0,
    );

  it('no more is given back than was taken', () =>
    fc.assert(
      fc.property(history, (names) => {
        const events = played(names);
        expect(sum(events, 'RefundRequested')).toBeLessThanOrEqual(sum(events, 'PaymentCaptured'));
        expect(sum(events, 'PaymentRefunded')).toBeLessThanOrEqual(sum(events, 'RefundRequested'));
      }),
    ));

  it('a cancelled payment leaves nothing with the shop', () =>
    fc.assert(
      fc.property(history, (names) => {
        const events = played([...names, ['cancel', 'z'], ['start', 'z'], ['capture', 'y']]);
        expect(sum(events, 'RefundRequested')).toBe(sum(events, 'PaymentCaptured'));
      }),
    ));
});

function attempted(decide: () => PaymentEvent[]): PaymentEvent[] {
  try {
    return decide();
  } catch {
    return [];
  }
}
