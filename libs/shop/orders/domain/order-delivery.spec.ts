import { specificationOf } from '#platform/testing';
import { complete, markShipped, recordShipment } from './order-delivery.js';
import { anOrder, dispatch, firstPayment, now, shipmentId } from './order.examples.js';
import type { Order as OrderState } from './order.js';
import { Order } from './order.js';

const given = specificationOf(Order);
const { placed, firstAttempt, paid, cancelled, prepared, shipped, crossed, completed } = anOrder;
const paidOrder = [placed, firstAttempt, paid];

describe('a prepared shipment', () => {
  const recording = (order: OrderState) => recordShipment(order, shipmentId, now);

  it('is recorded', () =>
    given(...paidOrder)
      .when(recording)
      .then(prepared));
  it('is recorded once', () =>
    given(...paidOrder, prepared)
      .when(recording)
      .thenNothing());
  it('is not recorded after the dispatch', () =>
    given(...paidOrder, shipped)
      .when(recording)
      .thenNothing());
});

describe('a dispatched shipment', () => {
  const dispatching = (order: OrderState) => markShipped(order, dispatch);

  it('makes the order shipped', () =>
    given(...paidOrder, prepared)
      .when(dispatching)
      .then(shipped));
  it('does not need to have been seen prepared', () =>
    given(...paidOrder)
      .when(dispatching)
      .then(shipped));
  it('makes it shipped once', () =>
    given(...paidOrder, shipped)
      .when(dispatching)
      .thenNothing());
  it('waits for the payment', () => given(placed, firstAttempt).when(dispatching).thenNothing());
  it('is noted when it crossed the cancellation', () =>
    given(...paidOrder, cancelled('x', firstPayment))
      .when(dispatching)
      .then(crossed));
  it('is noted then once', () =>
    given(...paidOrder, cancelled('x', firstPayment), crossed)
      .when(dispatching)
      .thenNothing());
});

describe('a delivered shipment', () => {
  const completing = (order: OrderState) => complete(order, now);

  it('completes the order', () =>
    given(...paidOrder, shipped)
      .when(completing)
      .then(completed));
  it('completes it once', () =>
    given(...paidOrder, shipped, completed)
      .when(completing)
      .thenNothing());
  it('waits for the dispatch', () =>
    given(...paidOrder)
      .when(completing)
      .thenNothing());
});
