import type { RecordedEvent } from '#platform/core';
import { anOrder, customerId, firstPayment, lines, now, orderId, total } from '../domain/order.examples.js';
import type { OrderEvent } from '../domain/order.events.js';
import { publishOrders } from './publish-orders.js';

const factOf = (event: OrderEvent) => publishOrders.factOf(event as unknown as RecordedEvent);

describe('what orders publish', () => {
  it('says who committed to buy what, and keeps address and token', () =>
    expect(factOf(anOrder.placed)).toEqual({
      type: 'orders.order-placed.v1',
      data: { orderId, customerId, lines, total, placedAt: now },
    }));

  it('gives the token with the payment that is due, and nowhere else', () => {
    expect(factOf(anOrder.firstAttempt)).toEqual({
      type: 'orders.payment-due.v1',
      data: { orderId, paymentId: firstPayment, customerId, amount: total, token: 'tok_first', attempt: 1 },
    });
    const others = [anOrder.placed, anOrder.paid, anOrder.cancelled('x', firstPayment), anOrder.shipped];
    expect(JSON.stringify(others.map(factOf))).not.toContain('tok_');
  });

  it.each([
    ['orders.order-paid.v1', anOrder.paid],
    ['orders.order-cancelled.v1', anOrder.cancelled('x', firstPayment)],
    ['orders.order-shipped.v1', anOrder.shipped],
    ['orders.order-completed.v1', anOrder.completed],
    ['orders.goods-returned.v1', anOrder.returned],
  ])('has %s', (type, event) => expect(factOf(event)).toMatchObject({ type, data: { orderId, customerId } }));

  it.each([
    anOrder.rejected,
    anOrder.declined,
    anOrder.prepared,
    anOrder.crossed,
    anOrder.parcelSent,
    anOrder.parcelDelivered,
    anOrder.refunded('r', 1, 1),
  ])('keeps $type to itself', (event) => expect(factOf(event)).toBeUndefined());
});
