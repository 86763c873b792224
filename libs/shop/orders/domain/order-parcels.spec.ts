import { specificationOf } from '#platform/testing';
import { markShipped } from './order-delivery.js';
import { closeReturned, recordParcel, recordParcelDelivery, recordReturn } from './order-parcels.js';
import { anOrder, customerId, dispatch, firstPayment, mug, now, orderId } from './order.examples.js';
import { returnId, secondParcel } from './order.examples.js';
import type { Order as OrderState } from './order.js';
import { Order } from './order.js';

const given = specificationOf(Order);
const { placed, firstAttempt, paid, cancelled, shipped, parcelSent, parcelDelivered, returned, completed } = anOrder;
const paidOrder = [placed, firstAttempt, paid];
const shippedOrder = [...paidOrder, shipped];

describe('the first of several parcels', () => {
  it('makes the order shipped, and says what it holds', () =>
    given(...paidOrder)
      .when((order) => markShipped(order, { ...dispatch, lines: [mug] }))
      .then({ ...shipped, data: { ...shipped.data, lines: [mug] } }));
});

describe('the first of several parcels that crossed the cancellation', () => {
  it('says what is to be called back', () => {
    const { crossed } = anOrder;
    given(...paidOrder, cancelled('x', firstPayment))
      .when((order) => markShipped(order, { ...dispatch, lines: [mug] }))
      .then({ ...crossed, data: { ...crossed.data, lines: [mug] } });
  });
});

describe('another parcel', () => {
  const recording = (order: OrderState) => recordParcel(order, secondParcel);

  it('is recorded once', () => {
    given(...shippedOrder)
      .when(recording)
      .then(parcelSent);
    given(...shippedOrder, parcelSent)
      .when(recording)
      .thenNothing();
  });
  it('is none of a cancelled order', () =>
    given(...paidOrder, cancelled('x', firstPayment))
      .when(recording)
      .thenNothing());
});

describe('a delivered parcel', () => {
  const recording = (order: OrderState) => recordParcelDelivery(order, 2, now);

  it('is recorded once, and leaves the order open', () => {
    given(...shippedOrder, parcelSent)
      .when(recording)
      .then(parcelDelivered);
    given(...shippedOrder, parcelSent, parcelDelivered)
      .when(recording)
      .thenNothing();
  });
});

describe('goods that come back', () => {
  const recording = (order: OrderState) =>
    recordReturn(order, { returnId, parcel: 1, lines: [mug], reason: 'broken', returnedAt: now });

  it('are worth what was paid for them', () =>
    given(...shippedOrder)
      .when(recording)
      .then(returned));
  it('come back after the order was completed too', () =>
    given(...shippedOrder, completed)
      .when(recording)
      .then(returned));
  it('come back once', () =>
    given(...shippedOrder, returned)
      .when(recording)
      .thenNothing());
  it('are refunded already when the order is cancelled', () =>
    given(...paidOrder, cancelled('x', firstPayment))
      .when(recording)
      .thenNothing());
});

describe('an order that came back before it was delivered', () => {
  const closing = (order: OrderState) => closeReturned(order, now);

  it('is completed, once', () => {
    const data = { orderId, customerId, completedAt: now, cameBack: true };
    given(...shippedOrder, returned)
      .when(closing)
      .then({ type: 'OrderCompleted', data });
    given(...shippedOrder, returned, completed)
      .when(closing)
      .thenNothing();
  });
});
