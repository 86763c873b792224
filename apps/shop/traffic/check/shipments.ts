import type { Order, OrderParcel, OrderStatus, Shipment } from '../answers.js';
import { sum } from '../books/books.js';
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
    const isBack = status === 'completed' && living === 'returned';
    if (living !== due[status] && !isBack)
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

/** What a sent order says of its parcels and of what came back is what shipping says of them. */
export const ordersKnowTheirParcels: Rule = ({ orders, shipments }) => {
  const known = new Map(shipments.map((shipment) => [shipment.orderId, shipment]));
  return orders.filter(isSent).flatMap(({ orderId, shipment }) => {
    const [said, there] = [parcelsOf(shipment?.parcels ?? []), parcelsOf(withReturns(known.get(orderId)))];
    return said === there ? [] : [finding(orderId, `has the parcels "${said}", and shipping says "${there}"`)];
  });
};

const isSent = ({ status }: Order): boolean => status === 'shipped' || status === 'completed';

const withReturns = (shipment: Shipment | undefined): readonly OrderParcel[] =>
  (shipment?.parcels ?? []).map(({ returns, ...parcel }) => ({
    ...parcel,
    returned: returns.flatMap(({ lines }) => lines),
  }));

function parcelsOf(parcels: readonly OrderParcel[]): string {
  const pieces = (lines: OrderParcel['lines']) => sum(lines.map(({ quantity }) => quantity));
  return parcels
    .map(({ parcel, status, lines, returned }) => `${parcel} ${status}: ${pieces(lines)}, ${pieces(returned)} back`)
    .join('; ');
}
