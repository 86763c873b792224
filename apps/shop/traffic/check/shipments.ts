import type { OrderStatus } from '../answers.js';
import { finding, type Rule } from './disagreement.js';

const due: Readonly<Record<OrderStatus, string>> = {
  placed: '',
  'awaiting-payment': '',
  rejected: '',
  cancelled: '',
  paid: 'prepared',
  shipped: 'dispatched',
  completed: 'delivered',
};

/** Every paid order has one shipment, as far along as the order, and no other order has one. */
export const everyPaidOrderHasOneShipment: Rule = ({ orders, shipments }) => {
  const shipmentsOf = Map.groupBy(shipments, ({ orderId }) => orderId);
  return orders.flatMap(({ orderId, status, shipment }) => {
    const found = (shipmentsOf.get(orderId) ?? []).map((one) => one.status);
    const living = found.filter((one) => one !== 'cancelled' || status !== 'cancelled').join(', ');
    if (living !== due[status])
      return [finding(orderId, `is ${status} and has shipments: ${found.join(', ') || 'none'}`)];
    const said = status === 'cancelled' ? '' : (shipment?.status ?? '');
    if (said === living) return [];
    return [finding(orderId, `says its shipment is ${said || 'none'}, and shipping says ${living || 'none'}`)];
  });
};

export const everyShipmentHasAnOrder: Rule = ({ orders, shipments }) => {
  const known = new Set(orders.map(({ orderId }) => orderId));
  const lost = shipments.filter(({ orderId }) => !known.has(orderId));
  return lost.map(({ shipmentId, orderId }) =>
    finding(shipmentId, `is a shipment of the order ${orderId}, which is not there`),
  );
};
