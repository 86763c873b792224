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
export type ShipmentDispatched = Event<
  'ShipmentDispatched',
  { shipmentId: string; orderId: string; carrier: string; trackingNumber: string; dispatchedAt: string }
>;
export type ShipmentDelivered = Event<
  'ShipmentDelivered',
  { shipmentId: string; orderId: string; deliveredAt: string }
>;
export type ShipmentCancelled = Event<
  'ShipmentCancelled',
  { shipmentId: string; orderId: string; cancelledAt: string }
>;
/** The order was cancelled before its shipment was prepared; none ever will be. */
export type ShipmentForgone = Event<'ShipmentForgone', { shipmentId: string; orderId: string; forgoneAt: string }>;

export type ShipmentEvent =
  ShipmentPrepared | ShipmentDispatched | ShipmentDelivered | ShipmentCancelled | ShipmentForgone;
