import type { Event } from '#platform/core';

export interface ShippedLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
}

/** As the customer gave it, field by field. */
export type ShippingAddress = Readonly<Record<string, string>>;

// Stored for ever: a field may be added as optional, never renamed or removed.
export type ShipmentPrepared = Event<
  'ShipmentPrepared',
  {
    shipmentId: string;
    orderId: string;
    customerId: string;
    lines: readonly ShippedLine[];
    shippingAddress: ShippingAddress;
    preparedAt: string;
  }
>;
/** The first parcel left. It holds these lines, or all there are when none are named. */
export type ShipmentDispatched = Event<
  'ShipmentDispatched',
  {
    shipmentId: string;
    orderId: string;
    customerId?: string;
    carrier: string;
    trackingNumber: string;
    dispatchedAt: string;
    lines?: readonly ShippedLine[];
  }
>;
/** Another parcel left, after the first. */
export type ParcelDispatched = Event<
  'ParcelDispatched',
  {
    shipmentId: string;
    orderId: string;
    customerId?: string;
    parcel: number;
    carrier: string;
    trackingNumber: string;
    lines: readonly ShippedLine[];
    dispatchedAt: string;
  }
>;
/** A parcel arrived, and more of the shipment is still to arrive or to leave. */
export type ParcelDelivered = Event<
  'ParcelDelivered',
  { shipmentId: string; orderId: string; parcel: number; deliveredAt: string }
>;
/** Whatever was still on its way arrived, and nothing more is to leave. */
export type ShipmentDelivered = Event<
  'ShipmentDelivered',
  { shipmentId: string; orderId: string; deliveredAt: string }
>;
/** These pieces of a parcel came back, after it was delivered or because it could not be. */
export type ParcelReturned = Event<
  'ParcelReturned',
  {
    shipmentId: string;
    orderId: string;
    returnId: string;
    parcel: number;
    lines: readonly ShippedLine[];
    reason: string;
    returnedAt: string;
  }
>;
/** Everything came back and nothing of it was ever delivered. */
export type ShipmentReturned = Event<'ShipmentReturned', { shipmentId: string; orderId: string; returnedAt: string }>;
export type ShipmentCancelled = Event<
  'ShipmentCancelled',
  { shipmentId: string; orderId: string; cancelledAt: string }
>;
/** The order was cancelled when a part of it had left: the rest stays. */
export type RemainderCancelled = Event<
  'RemainderCancelled',
  { shipmentId: string; orderId: string; cancelledAt: string }
>;
/** The order was cancelled before its shipment was prepared; none ever will be. */
export type ShipmentForgone = Event<'ShipmentForgone', { shipmentId: string; orderId: string; forgoneAt: string }>;

export type ShipmentEvent =
  | ShipmentPrepared
  | ShipmentDispatched
  | ParcelDispatched
  | ParcelDelivered
  | ShipmentDelivered
  | ParcelReturned
  | ShipmentReturned
  | ShipmentCancelled
  | RemainderCancelled
  | ShipmentForgone;
