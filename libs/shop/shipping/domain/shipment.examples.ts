import type { ShipmentEvent, ShipmentPrepared, ShippedLine } from './shipment.events.js';
import { shipmentIdOf } from './shipment.js';

export const now = '2026-01-31T12:00:00.000Z';
export const orderId = 'an-order';
export const shipmentId = shipmentIdOf(orderId);
export const handover = { carrier: 'DHL', trackingNumber: 'T-1' };
export const second = { carrier: 'UPS', trackingNumber: 'T-2' };

export const mugs = (quantity: number): ShippedLine => ({ sku: 'mug', title: 'Mug', quantity });
export const pot: ShippedLine = { sku: 'pot', title: 'Pot', quantity: 1 };

const ids = { shipmentId, orderId };
const customerId = 'a-customer';

/** Two mugs and a pot. */
export const aShipment = {
  prepared: {
    type: 'ShipmentPrepared',
    data: {
      ...ids,
      customerId,
      lines: [mugs(2), pot],
      shippingAddress: { city: 'Bonn' },
      preparedAt: now,
    },
  } satisfies ShipmentPrepared,
  dispatched: {
    type: 'ShipmentDispatched',
    data: { ...ids, customerId, ...handover, dispatchedAt: now },
  } satisfies ShipmentEvent,
  partDispatched: (...lines: ShippedLine[]): ShipmentEvent => ({
    type: 'ShipmentDispatched',
    data: { ...ids, customerId, ...handover, dispatchedAt: now, lines },
  }),
  secondDispatched: (...lines: ShippedLine[]): ShipmentEvent => ({
    type: 'ParcelDispatched',
    data: { ...ids, customerId, ...second, parcel: 2, lines, dispatchedAt: now },
  }),
  parcelDelivered: (parcel: number): ShipmentEvent => ({
    type: 'ParcelDelivered',
    data: { ...ids, parcel, deliveredAt: now },
  }),
  delivered: { type: 'ShipmentDelivered', data: { ...ids, deliveredAt: now } } satisfies ShipmentEvent,
  returned: (returnId: string, parcel: number, ...lines: ShippedLine[]): ShipmentEvent => ({
    type: 'ParcelReturned',
    data: { ...ids, returnId, parcel, lines, reason: 'broken', returnedAt: now },
  }),
  cameBack: { type: 'ShipmentReturned', data: { ...ids, returnedAt: now } } satisfies ShipmentEvent,
  cancelled: { type: 'ShipmentCancelled', data: { ...ids, cancelledAt: now } } satisfies ShipmentEvent,
  remainderCancelled: { type: 'RemainderCancelled', data: { ...ids, cancelledAt: now } } satisfies ShipmentEvent,
  forgone: { type: 'ShipmentForgone', data: { ...ids, forgoneAt: now } } satisfies ShipmentEvent,
};
