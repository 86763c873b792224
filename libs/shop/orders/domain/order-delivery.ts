import type { OrderEvent, ParcelLine } from './order.events.js';
import type { Order, PlacedOrder } from './order.js';
import { existing } from './order.js';

export interface Dispatch {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly dispatchedAt: string;
  /** What the first parcel holds, when it does not hold all. */
  readonly lines?: readonly ParcelLine[];
}

export function recordShipment(order: Order, shipmentId: string, preparedAt: string): OrderEvent[] {
  const { status, orderId, shipmentId: known } = existing(order);
  const due = status === 'paid' && known === undefined;
  return due ? [{ type: 'ShipmentPrepared', data: { orderId, shipmentId, preparedAt } }] : [];
}

export function markShipped(order: Order, dispatch: Dispatch): OrderEvent[] {
  const placed = existing(order);
  if (placed.status === 'cancelled') return crossed(placed, dispatch);
  if (placed.status !== 'paid') return [];
  const { orderId, customerId } = placed;
  const { dispatchedAt: shippedAt, ...shipment } = dispatch;
  return [{ type: 'OrderShipped', data: { orderId, customerId, ...shipment, shippedAt } }];
}

function crossed({ orderId, customerId, crossed: known }: PlacedOrder, dispatch: Dispatch): OrderEvent[] {
  return known === true ? [] : [{ type: 'DispatchCrossedCancellation', data: { orderId, customerId, ...dispatch } }];
}

export function complete(order: Order, completedAt: string): OrderEvent[] {
  const { status, orderId, customerId } = existing(order);
  return status === 'shipped' ? [{ type: 'OrderCompleted', data: { orderId, customerId, completedAt } }] : [];
}
