import { specificationOf } from '#platform/testing';
import { OrderAlreadyDispatched, OrderAlreadyRejected, OrderNotFound } from './order.errors.js';
import { anOrder, customerId, firstPayment, now, secondPayment } from './order.examples.js';
import type { Order as OrderState } from './order.js';
import { cancel, expire, Order, place, reject, withdraw } from './order.js';

const given = specificationOf(Order);
const { placed, rejected, firstAttempt, secondAttempt, declined, paid, cancelled, shipped, completed } = anOrder;
const paidOrder = [placed, firstAttempt, paid];

describe('placing an order', () => {
  const placing = (order: OrderState) => place(order, placed.data);

  it('records what was ordered', () => given().when(placing).then(placed));
  it('does nothing the second time', () => given(placed).when(placing).thenNothing());
});

describe('rejecting an order', () => {
  const rejecting = (order: OrderState) => reject(order, 'out of stock', ['mug'], now);

  it('names the products', () => given(placed).when(rejecting).then(rejected));
  it('does nothing the second time', () => given(placed, rejected).when(rejecting).thenNothing());
  it('does nothing to a cancelled order', () => given(placed, cancelled('x')).when(rejecting).thenNothing());
  it('is refused when there is no order', () => given().when(rejecting).thenThrows(OrderNotFound));
});

describe('cancelling an order', () => {
  const cancelling = (order: OrderState) => cancel(order, 'changed my mind', now, customerId);

  it('records the reason', () => given(placed).when(cancelling).then(cancelled('changed my mind')));
  it('names all payments that were asked for', () =>
    given(placed, firstAttempt, declined, secondAttempt)
      .when(cancelling)
      .then(cancelled('changed my mind', firstPayment, secondPayment)));
  it('is possible once paid', () =>
    given(...paidOrder)
      .when(cancelling)
      .then(cancelled('changed my mind', firstPayment)));
  it('does nothing the second time', () => given(placed, cancelled('x')).when(cancelling).thenNothing());
  it('is refused once dispatched', () =>
    given(...paidOrder, shipped)
      .when(cancelling)
      .thenThrows(OrderAlreadyDispatched));
  it('is refused once completed', () =>
    given(...paidOrder, shipped, completed)
      .when(cancelling)
      .thenThrows(OrderAlreadyDispatched));
  it('is refused once rejected', () => given(placed, rejected).when(cancelling).thenThrows(OrderAlreadyRejected));
  it('is refused when there is no order', () => given().when(cancelling).thenThrows(OrderNotFound));
  it('does not tell strangers that the order exists', () =>
    given(placed)
      .when((order) => cancel(order, 'mine now', now, 'a-stranger'))
      .thenThrows(OrderNotFound));
  it('is open to staff', () =>
    given(placed)
      .when((order) => cancel(order, 'fraud', now))
      .then(cancelled('fraud')));
});

describe('an order whose customer closes the account', () => {
  const withdrawing = (order: OrderState) => withdraw(order, now);

  it('is cancelled while it is placed', () => given(placed).when(withdrawing).then(cancelled('account closed')));
  it('is cancelled once paid', () =>
    given(...paidOrder)
      .when(withdrawing)
      .then(cancelled('account closed', firstPayment)));
  it('goes on once dispatched', () =>
    given(...paidOrder, shipped)
      .when(withdrawing)
      .thenNothing());
  it('is left alone once it is over', () => {
    given(...paidOrder, shipped, completed)
      .when(withdrawing)
      .thenNothing();
    given(placed, rejected).when(withdrawing).thenNothing();
    given(placed, cancelled('x')).when(withdrawing).thenNothing();
  });
});

describe('an order that is not paid in time', () => {
  const expiring = (order: OrderState) => expire(order, now);

  it('is cancelled', () => given(placed, firstAttempt).when(expiring).then(cancelled('payment overdue', firstPayment)));
  it('is left alone once paid', () =>
    given(...paidOrder)
      .when(expiring)
      .thenNothing());
  it('is cancelled once', () =>
    given(placed, firstAttempt, cancelled('payment overdue', firstPayment)).when(expiring).thenNothing());
});
