import type { OrderView } from '../projections/order-view.js';
import { historyOf } from '../queries/order-history.js';

/** An order as the API shows it. */
export function toOrder(order: OrderView) {
  const { orderId, customerId, status, lines, amount, currency, shippingAddress, placedAt } = order;
  return {
    orderId,
    customerId,
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

function toShipment({ shipmentId, shipmentStatus, carrier, trackingNumber }: OrderView) {
  return shipmentId === null ? null : { shipmentId, status: shipmentStatus, carrier, trackingNumber };
}
