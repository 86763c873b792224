import { specificationOf } from '#platform/testing';
import {
  OrderAlreadyCancelled,
  OrderAlreadyPaid,
  OrderAlreadyRejected,
  OrderNotFound,
  PaymentInProgress,
} from './order.errors.js';
import { anOrder, customerId, firstPayment, now, refundId, secondPayment } from './order.examples.js';
import type { OrderEvent } from './order.events.js';
import { markPaid, payAgain, recordDecline, recordRefund, requestPayment } from './order-payment.js';
import type { Order as OrderState } from './order.js';
import { Order } from './order.js';

const given = specificationOf(Order);
const { placed, rejected, firstAttempt, secondAttempt, declined, paid, cancelled, shipped, refunded } = anOrder;

describe('asking for the payment', () => {
  const asking = (order: OrderState) => requestPayment(order, firstPayment, now);

  it('uses the token the order was placed with', () => given(placed).when(asking).then(firstAttempt));
  it('happens once, under whatever id the second comes', () =>
    given(placed, firstAttempt)
      .when((order) => requestPayment(order, secondPayment, now))
      .thenNothing());
  it('is not repeated after a decline', () => given(placed, firstAttempt, declined).when(asking).thenNothing());
  it('does not happen once cancelled', () => given(placed, cancelled('x')).when(asking).thenNothing());
  it('does not happen once rejected', () => given(placed, rejected).when(asking).thenNothing());
});

describe('paying again', () => {
  const again = { paymentId: secondPayment, token: 'tok_second', requestedAt: now, onBehalfOf: customerId };
  const paying = (order: OrderState) => payAgain(order, again);

  it('starts another attempt after a decline', () =>
    given(placed, firstAttempt, declined).when(paying).then(secondAttempt));
  it('does nothing when this very attempt was started', () =>
    given(placed, firstAttempt, declined, secondAttempt).when(paying).thenNothing());
  it('is refused to strangers', () =>
    given(placed, firstAttempt, declined)
      .when((order) => payAgain(order, { ...again, onBehalfOf: 'a-stranger' }))
      .thenThrows(OrderNotFound));

  const refusals: [string, OrderEvent[], typeof OrderAlreadyPaid][] = [
    ['before the first attempt', [placed], PaymentInProgress],
    ['while an attempt is pending', [placed, firstAttempt], PaymentInProgress],
    ['once paid', [placed, firstAttempt, paid], OrderAlreadyPaid],
    ['once shipped', [placed, firstAttempt, paid, shipped], OrderAlreadyPaid],
    ['once cancelled', [placed, firstAttempt, declined, cancelled('x', firstPayment)], OrderAlreadyCancelled],
    ['once rejected', [placed, rejected], OrderAlreadyRejected],
    ['when there is no order', [], OrderNotFound],
  ];
  it.each(refusals)('is refused %s', (_, events, refusal) =>
    given(...events)
      .when(paying)
      .thenThrows(refusal),
  );
});

describe('a declined payment', () => {
  const declining = (order: OrderState) => recordDecline(order, firstPayment, 'card declined', now);

  it('is recorded', () => given(placed, firstAttempt).when(declining).then(declined));
  it('is recorded once', () => given(placed, firstAttempt, declined).when(declining).thenNothing());
  it('is recorded also after the cancellation', () =>
    given(placed, firstAttempt, cancelled('x', firstPayment)).when(declining).then(declined));
  it('is not recorded when it was never asked for', () => given(placed).when(declining).thenNothing());
});

describe('a captured payment', () => {
  const capturing = (order: OrderState) => markPaid(order, firstPayment, now);

  it('makes the order paid', () => given(placed, firstAttempt).when(capturing).then(paid));
  it('makes it paid once', () => given(placed, firstAttempt, paid).when(capturing).thenNothing());
  it('does not revive a cancelled order', () =>
    given(placed, firstAttempt, cancelled('x', firstPayment)).when(capturing).thenNothing());
  it('does nothing once shipped', () => given(placed, firstAttempt, paid, shipped).when(capturing).thenNothing());
});

describe('a refund', () => {
  const refunding = (id: string, amount: number) => (order: OrderState) =>
    recordRefund(order, {
      refundId: id,
      paymentId: firstPayment,
      amount: { amount, currency: 'EUR' },
      refundedAt: now,
    });

  it('is recorded', () =>
    given(placed, firstAttempt, paid)
      .when(refunding(refundId, 500))
      .then(refunded(refundId, 500, 500)));
  it('is recorded once', () =>
    given(placed, firstAttempt, paid, refunded(refundId, 500, 500))
      .when(refunding(refundId, 500))
      .thenNothing());
  it('adds to those before it', () =>
    given(placed, firstAttempt, paid, refunded(refundId, 500, 500))
      .when(refunding(secondPayment, 700))
      .then(refunded(secondPayment, 700, 1200)));
});
