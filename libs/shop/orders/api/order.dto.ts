import { parcelsOf, statusOf } from '../projections/order-parcels.js';
import type { OrderView } from '../projections/order-view.js';
import type { NamedOrder } from '../queries/named-orders.js';
import { historyOf } from '../queries/order-history.js';

/** An order as the API shows it. */
export function toOrder(order: NamedOrder) {
  const { orderId, customerId, status, lines, amount, currency, shippingAddress, placedAt } = order;
  return {
    orderId,
    customerId,
    customerName: order.customer?.name ?? null,
    status,
    lines,
    total: { amount, currency },
    shippingAddress,
    placedAt,
    payment: toPayment(order),
    shipment: toShipment(order),
    history: historyOf(order).map(({ orderId: _order, ...entry }) => entry),
  };
}

function toPayment({ paymentId, paymentStatus, amount, currency, paymentAttempts, paymentRefunded }: OrderView) {
  if (paymentId === null) return null;
  return {
    paymentId,
    status: paymentStatus,
    amount: { amount, currency },
    refunded: { amount: paymentRefunded, currency },
    attempts: paymentAttempts,
  };
}

function toShipment(order: OrderView) {
  const { shipmentId, shipmentStatus: status, carrier, trackingNumber } = order;
  if (shipmentId === null) return null;
  return { shipmentId, status, carrier, trackingNumber, parcels: toParcels(order) };
}

function toParcels(order: OrderView) {
  return parcelsOf(order).map((parcel) => ({
    ...parcel,
    trackingNumber: parcel.parcel === 1 ? order.trackingNumber : (order.trackingNumbers?.[parcel.parcel] ?? null),
    status: statusOf(parcel),
  }));
}
