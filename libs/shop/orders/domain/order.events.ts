import type { Event, Money } from '#platform/core';

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** As the customer gave it, field by field. */
export type ShippingAddress = Readonly<Record<string, string>>;

/** Pieces of one product in a parcel. */
export interface ParcelLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
}

// Stored for ever: a field may be added as optional, never renamed or removed.
export type OrderPlaced = Event<
  'OrderPlaced',
  {
    orderId: string;
    customerId: string;
    lines: readonly OrderLine[];
    total: Money;
    shippingAddress: ShippingAddress;
    paymentToken: string;
    placedAt: string;
  }
>;
export type OrderRejected = Event<
  'OrderRejected',
  { orderId: string; reason: string; skus: readonly string[]; rejectedAt: string }
>;
export type PaymentRequested = Event<
  'PaymentRequested',
  {
    orderId: string;
    customerId: string;
    paymentId: string;
    amount: Money;
    token: string;
    attempt: number;
    requestedAt: string;
  }
>;
export type PaymentDeclined = Event<
  'PaymentDeclined',
  { orderId: string; paymentId: string; reason: string; declinedAt: string }
>;
export type OrderPaid = Event<
  'OrderPaid',
  {
    orderId: string;
    customerId: string;
    paymentId: string;
    amount: Money;
    lines: readonly OrderLine[];
    shippingAddress: ShippingAddress;
    paidAt: string;
  }
>;
export type OrderCancelled = Event<
  'OrderCancelled',
  { orderId: string; customerId: string; reason: string; paymentIds: readonly string[]; cancelledAt: string }
>;
export type ShipmentPrepared = Event<'ShipmentPrepared', { orderId: string; shipmentId: string; preparedAt: string }>;
/** The first parcel left. It holds these lines, or the whole order when none are named. */
export type OrderShipped = Event<
  'OrderShipped',
  {
    orderId: string;
    customerId: string;
    shipmentId: string;
    carrier: string;
    trackingNumber: string;
    shippedAt: string;
    lines?: readonly ParcelLine[];
  }
>;
/** Another parcel left, after the first. */
export type ParcelDispatched = Event<
  'ParcelDispatched',
  {
    orderId: string;
    customerId: string;
    parcel: number;
    carrier: string;
    trackingNumber: string;
    lines: readonly ParcelLine[];
    dispatchedAt: string;
  }
>;
/** A parcel arrived, and more is to come. */
export type ParcelDelivered = Event<'ParcelDelivered', { orderId: string; parcel: number; deliveredAt: string }>;
/** Pieces came back; `amount` is what was paid for them. */
export type GoodsReturned = Event<
  'GoodsReturned',
  {
    orderId: string;
    customerId: string;
    returnId: string;
    paymentId: string;
    parcel: number;
    lines: readonly OrderLine[];
    amount: Money;
    reason: string;
    returnedAt: string;
  }
>;
/** The carrier took the shipment before shipping heard of the cancellation: it has to be called back. */
export type DispatchCrossedCancellation = Event<
  'DispatchCrossedCancellation',
  {
    orderId: string;
    customerId?: string;
    shipmentId: string;
    carrier: string;
    trackingNumber: string;
    dispatchedAt: string;
    lines?: readonly ParcelLine[];
  }
>;
/** Nothing is on its way any more: what was sent has arrived, or all of it came back before it could. */
export type OrderCompleted = Event<
  'OrderCompleted',
  { orderId: string; customerId: string; completedAt: string; cameBack?: boolean }
>;
/** `refunded` is the sum of all refunds of this payment so far. */
export type PaymentRefunded = Event<
  'PaymentRefunded',
  { orderId: string; paymentId: string; refundId: string; amount: Money; refunded: Money; refundedAt: string }
>;

export type OrderEvent =
  | OrderPlaced
  | OrderRejected
  | PaymentRequested
  | PaymentDeclined
  | OrderPaid
  | OrderCancelled
  | ShipmentPrepared
  | OrderShipped
  | ParcelDispatched
  | ParcelDelivered
  | GoodsReturned
  | DispatchCrossedCancellation
  | OrderCompleted
  | PaymentRefunded;
