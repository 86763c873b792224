import { processManager, StartTimer } from '#platform/core';
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
import { ExpireOrder } from '../commands/expire-order.command.js';
import { MarkPaid } from '../commands/mark-paid.command.js';
import { RecordDecline } from '../commands/record-decline.command.js';
import { RecordRefund } from '../commands/record-refund.command.js';
import { RecordShipment } from '../commands/record-shipment.command.js';
import { RejectOrder } from '../commands/reject-order.command.js';
import { RequestPayment } from '../commands/request-payment.command.js';
import { checkoutPaymentTimeout } from './checkout.settings.js';
import { type DeliveryFacts, sent } from './delivery.js';

interface Facts extends DeliveryFacts {
  readonly cancelled?: boolean;
  readonly overdue?: boolean;
  readonly reserved?: boolean;
  readonly rejected?: StockRejectedV1;
  readonly captured?: PaymentCapturedV1;
  readonly declined: Readonly<Record<string, PaymentDeclinedV1>>;
  readonly refunded: Readonly<Record<string, PaymentRefundedV1>>;
  readonly prepared?: ShipmentPreparedV1;
  readonly dispatched?: ShipmentDispatchedV1;
}

const initial: Facts = { declined: {}, refunded: {}, parcels: {}, arrived: {}, returned: {} };

export const Checkout = processManager({
  name: 'orders.checkout',
  facts: [
    OrderPlacedV1,
    OrderCancelledV1,
    StockReservedV1,
    StockRejectedV1,
    PaymentCapturedV1,
    PaymentDeclinedV1,
    PaymentRefundedV1,
    ShipmentPreparedV1,
    ShipmentDispatchedV1,
    ShipmentDeliveredV1,
    ParcelDispatchedV1,
    ParcelDeliveredV1,
    ParcelReturnedV1,
    ShipmentReturnedV1,
  ],
  start: ['orders.order-placed.v1'],
  late: 'handled',
  timers: { 'payment-overdue': () => checkoutPaymentTimeout.value },
  correlateBy: ({ data }) => data.orderId,
  initial,
  foldVersion: 4,
  evolve: {
    'orders.order-placed.v1': (facts, { customerId }) => ({ ...facts, customerId }),
    'orders.order-cancelled.v1': (facts) => ({ ...facts, cancelled: true }),
    'catalog.stock-reserved.v1': (facts) => ({ ...facts, reserved: true }),
    'catalog.stock-rejected.v1': (facts, rejected) => ({ ...facts, rejected }),
    'payments.payment-captured.v1': (facts, captured) => ({ ...facts, captured }),
    'payments.payment-declined.v1': (facts, decline) => ({
      ...facts,
      declined: { ...facts.declined, [decline.paymentId]: decline },
    }),
    'payments.payment-refunded.v1': (facts, refund) => ({
      ...facts,
      refunded: { ...facts.refunded, [refund.refundId]: refund },
    }),
    'shipping.shipment-prepared.v1': (facts, prepared) => ({ ...facts, prepared }),
    'shipping.shipment-dispatched.v1': (facts, dispatched) => ({ ...facts, dispatched }),
    'shipping.shipment-delivered.v1': (facts, delivered) => ({ ...facts, delivered }),
    'shipping.parcel-dispatched.v1': (facts, sent) => ({
      ...facts,
      parcels: { ...facts.parcels, [sent.parcel]: sent },
    }),
    'shipping.parcel-delivered.v1': (facts, arrival) => ({
      ...facts,
      arrived: { ...facts.arrived, [arrival.parcel]: arrival },
    }),
    'shipping.parcel-returned.v1': (facts, back) => ({
      ...facts,
      returned: { ...facts.returned, [back.returnId]: back },
    }),
    'shipping.shipment-returned.v1': (facts, cameBack) => ({ ...facts, cameBack }),
    'payment-overdue': (facts) => ({ ...facts, overdue: true }),
  },
  react: (facts, orderId) => [...nextStep(facts, orderId), ...refunds(facts, orderId)],
  ended: ({ rejected, cancelled, delivered, cameBack, ...facts }) =>
    cancelled
      ? owesNothing(facts)
      : rejected !== undefined || ((delivered ?? cameBack) !== undefined && facts.dispatched !== undefined),
});

/** What was captured has been given back. */
function owesNothing({ captured, refunded }: Pick<Facts, 'captured' | 'refunded'>): boolean {
  if (captured === undefined) return true;
  const back = Object.values(refunded).filter(({ paymentId }) => paymentId === captured.paymentId);
  return back.reduce((sum, { amount }) => sum + amount.amount, 0) >= captured.amount.amount;
}

/** The furthest fact decides: what it rests on was done before another context could come to it. */
function nextStep(facts: Facts, orderId: string): object[] {
  const { cancelled, overdue, rejected, captured, prepared, dispatched } = facts;
  if (dispatched) return sent(facts, dispatched);
  if (cancelled) return declines(facts, orderId);
  if (prepared) return [new RecordShipment(orderId, prepared.shipmentId, prepared.preparedAt)];
  if (captured) return [new MarkPaid(orderId, captured.paymentId, captured.capturedAt)];
  if (overdue) return [...declines(facts, orderId), new ExpireOrder(orderId)];
  if (rejected) return [new RejectOrder(orderId, rejected.reason, rejected.skus)];
  return facts.reserved ? awaitingPayment(facts, orderId) : [];
}

function awaitingPayment(facts: Facts, orderId: string): object[] {
  const declined = declines(facts, orderId);
  const step = declined.length > 0 ? declined : [new RequestPayment(orderId)];
  return [...step, new StartTimer('payment-overdue')];
}

function declines({ declined }: Facts, orderId: string): object[] {
  return Object.values(declined).map(
    ({ paymentId, reason, declinedAt }) => new RecordDecline(orderId, paymentId, reason, declinedAt),
  );
}

function refunds({ refunded }: Facts, orderId: string): object[] {
  return Object.values(refunded).map(
    ({ refundId, paymentId, amount, refundedAt }) =>
      new RecordRefund(orderId, { refundId, paymentId, amount, refundedAt }),
  );
}
