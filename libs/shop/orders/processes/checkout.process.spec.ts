import { StartTimer } from '#platform/core';
import { elapsed, specificationOfProcess } from '#platform/testing';
import {
  OrderCancelledV1,
  OrderPlacedV1,
  ParcelDeliveredV1,
  ParcelDispatchedV1,
  ParcelReturnedV1,
  PaymentCapturedV1,
  PaymentDeclinedV1,
  PaymentRefundedV1,
  ShipmentDeliveredV1,
  ShipmentDispatchedV1,
  ShipmentPreparedV1,
  ShipmentReturnedV1,
  StockRejectedV1,
  StockReservedV1,
} from '#shop/contracts';
import { CloseReturnedOrder } from '../commands/close-returned-order.command.js';
import { CompleteOrder } from '../commands/complete-order.command.js';
import { ExpireOrder } from '../commands/expire-order.command.js';
import { MarkPaid } from '../commands/mark-paid.command.js';
import { MarkShipped } from '../commands/mark-shipped.command.js';
import { RecordDecline } from '../commands/record-decline.command.js';
import { RecordParcelDelivery } from '../commands/record-parcel-delivery.command.js';
import { RecordParcel } from '../commands/record-parcel.command.js';
import { RecordRefund } from '../commands/record-refund.command.js';
import { RecordReturn } from '../commands/record-return.command.js';
import { RecordShipment } from '../commands/record-shipment.command.js';
import { RejectOrder } from '../commands/reject-order.command.js';
import { RequestPayment } from '../commands/request-payment.command.js';
import {
  customerId,
  dispatch,
  firstPayment,
  lines,
  mug,
  now,
  orderId,
  refundId,
  returnId,
  secondParcel,
  shipmentId,
  total,
} from '../domain/order.examples.js';
import { Checkout } from './checkout.process.js';

const { given } = specificationOfProcess(Checkout)(orderId);

const paymentId = firstPayment;
const placed = OrderPlacedV1.of({ orderId, customerId, lines, total, placedAt: now });
const cancelled = OrderCancelledV1.of({
  orderId,
  customerId,
  reason: 'x',
  paymentIds: [paymentId],
  cancelledAt: now,
});
const reserved = StockReservedV1.of({ orderId, reservedAt: now });
const rejected = StockRejectedV1.of({ orderId, reason: 'out of stock', skus: ['mug'], rejectedAt: now });
const captured = PaymentCapturedV1.of({ paymentId, orderId, amount: total, capturedAt: now });
const declined = PaymentDeclinedV1.of({ paymentId, orderId, reason: 'card declined', declinedAt: now });
const refunded = PaymentRefundedV1.of({ paymentId, orderId, refundId, amount: total, refundedAt: now });
const prepared = ShipmentPreparedV1.of({ shipmentId, orderId, preparedAt: now });
const dispatched = ShipmentDispatchedV1.of({ orderId, customerId, ...dispatch });
const delivered = ShipmentDeliveredV1.of({ shipmentId, orderId, deliveredAt: now });
const parcelSent = ParcelDispatchedV1.of({ shipmentId, orderId, customerId, ...secondParcel });
const arrived = (parcel: number) => ParcelDeliveredV1.of({ shipmentId, orderId, parcel, deliveredAt: now });
const back = { returnId, lines: [mug], reason: 'broken', returnedAt: now };
const returnedOf = (parcel: number) => ParcelReturnedV1.of({ shipmentId, orderId, parcel, ...back });
const cameBack = ShipmentReturnedV1.of({ shipmentId, orderId, returnedAt: now });
const overdue = elapsed('payment-overdue');

const timer = new StartTimer('payment-overdue');
const request = new RequestPayment(orderId);
const decline = new RecordDecline(orderId, paymentId, 'card declined', now);
const pay = new MarkPaid(orderId, paymentId, now);
const refund = new RecordRefund(orderId, { refundId, paymentId, amount: total, refundedAt: now });
const { trackingNumber, ...handover } = dispatch;
const ship = new MarkShipped(orderId, customerId, trackingNumber, handover);
const { trackingNumber: secondNumber, ...second } = secondParcel;
const sendSecond = new RecordParcel(orderId, customerId, secondNumber, second);

describe('the checkout, in every order of arrival', () => {
  it('waits for the stock', () => given(placed).thenNothing());
  it('waits until the order is known', () => given(reserved).thenNothing());
  it('asks for the payment and watches the time once the stock is reserved', () =>
    given(placed, reserved).inEveryOrder().then(request, timer));
  it('rejects the order when the stock is short', () =>
    given(placed, rejected)
      .inEveryOrder()
      .then(new RejectOrder(orderId, 'out of stock', ['mug'])));
  it('records a decline and keeps watching the time', () =>
    given(placed, reserved, declined).inEveryOrder().then(decline, timer));
  it('marks the order paid once captured', () => given(placed, reserved, captured).inEveryOrder().then(pay));
  it('marks it paid also after a decline', () => given(placed, reserved, declined, captured).inEveryOrder().then(pay));
  it('records the shipment', () =>
    given(placed, reserved, captured, prepared)
      .inEveryOrder()
      .then(new RecordShipment(orderId, shipmentId, now)));
  it('marks the order shipped', () =>
    given(placed, reserved, captured, prepared, dispatched).inEveryOrder().then(ship));
  it('knows whose order it is also where an older dispatch does not say it', () =>
    given(placed, captured, ShipmentDispatchedV1.of({ orderId, ...dispatch }))
      .inEveryOrder()
      .then(ship));
  it('completes the order', () =>
    given(placed, reserved, captured, prepared, dispatched, delivered)
      .inEveryOrder()
      .then(ship, new CompleteOrder(orderId, now)));
});

describe('the checkout of an order in several parcels, in every order of arrival', () => {
  const first = ShipmentDispatchedV1.of({ orderId, ...dispatch, lines: [mug] });
  const sendFirst = new MarkShipped(orderId, customerId, trackingNumber, { ...handover, lines: [mug] });

  it('marks the order shipped with the first', () => given(placed, captured, first).inEveryOrder().then(sendFirst));
  it('records the others', () => given(placed, captured, first, parcelSent).inEveryOrder().then(sendFirst, sendSecond));
  it('records what arrives before the last', () => {
    const commands = [sendFirst, sendSecond, new RecordParcelDelivery(orderId, 2, now)];
    given(placed, first, parcelSent, arrived(2))
      .inEveryOrder()
      .then(...commands);
  });
  it('waits until it is known that a parcel has left', () => {
    given(placed, dispatched, arrived(2)).inEveryOrder().then(ship);
    given(placed, dispatched, returnedOf(2)).inEveryOrder().then(ship);
  });
  it('completes the order with the last', () => {
    const record = new RecordParcelDelivery(orderId, 1, now);
    const commands = [sendFirst, sendSecond, record, new CompleteOrder(orderId, now)];
    given(placed, first, parcelSent, arrived(1), delivered)
      .inEveryOrder()
      .then(...commands);
  });
});

describe('the checkout of an order that comes back, in every order of arrival', () => {
  const takeBack = (parcel: number) => new RecordReturn(orderId, { parcel, ...back });

  it('records what comes back after the delivery', () => {
    const commands = [ship, takeBack(1), new CompleteOrder(orderId, now)];
    given(placed, dispatched, delivered, returnedOf(1))
      .inEveryOrder()
      .then(...commands);
  });
  it('records what comes back before it, and waits for the rest', () => {
    const facts = [placed, dispatched, parcelSent, returnedOf(2)] as const;
    const commands = [ship, sendSecond, takeBack(2)];
    given(...facts)
      .inEveryOrder()
      .then(...commands);
    given(...facts)
      .inEveryOrder()
      .thenStaysOpen();
  });
  it('closes the order when nothing is to come any more', () => {
    const commands = [ship, takeBack(1), new CloseReturnedOrder(orderId, now)];
    given(placed, dispatched, returnedOf(1), cameBack)
      .inEveryOrder()
      .then(...commands);
    given(placed, dispatched, returnedOf(1), cameBack).inEveryOrder().thenEnds();
  });
});

describe('the checkout out of time', () => {
  it('cancels the order', () => given(placed, reserved, overdue).inEveryOrder().then(new ExpireOrder(orderId)));
  it('cancels it after a decline too', () =>
    given(placed, reserved, declined, overdue).inEveryOrder().then(decline, new ExpireOrder(orderId)));
  it('lets a captured payment win', () => given(placed, reserved, captured, overdue).inEveryOrder().then(pay));
});

describe('the checkout of a cancelled order', () => {
  it('asks for nothing', () => given(placed, reserved, cancelled).inEveryOrder().thenNothing());
  it('does not pay what is captured too late', () =>
    given(placed, reserved, cancelled, captured).inEveryOrder().thenNothing());
  it('records the refund', () => given(placed, reserved, captured, cancelled, refunded).inEveryOrder().then(refund));
  it('tells of a dispatch that crossed the cancellation', () =>
    given(placed, reserved, captured, cancelled, dispatched).inEveryOrder().then(ship));
});

describe('the end of the checkout, in every order of arrival', () => {
  it('is the delivery', () =>
    given(placed, reserved, captured, prepared, dispatched, delivered).inEveryOrder().thenEnds());
  it('is the rejection', () => given(placed, rejected).inEveryOrder().thenEnds());
  it('is the cancellation when nothing was captured', () =>
    given(placed, reserved, cancelled).inEveryOrder().thenEnds());
  it('is the refund when something was', () => {
    given(placed, reserved, captured, cancelled).inEveryOrder().thenStaysOpen();
    given(placed, reserved, captured, cancelled, refunded).inEveryOrder().thenEnds();
  });
  it('leaves a refund after the delivery to be recorded', () =>
    given(placed, reserved, captured, prepared, dispatched, delivered, refunded).thenEnds());
  it('has not come while the payment is awaited', () =>
    given(placed, reserved, declined).inEveryOrder().thenStaysOpen());
});

it('does not mind hearing facts twice', () => {
  given(placed, placed, reserved, reserved).inEveryOrder().then(request, timer);
  given(placed, reserved, declined, declined).inEveryOrder().then(decline, timer);
  given(placed, captured, captured, cancelled, refunded, refunded).inEveryOrder().then(refund);
});
