import type { Event, Money } from '#platform/core';

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** As the customer gave it, field by field. */
export type ShippingAddress = Readonly<Record<string, string>>;

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
export type OrderShipped = Event<
  'OrderShipped',
  {
    orderId: string;
    customerId: string;
    shipmentId: string;
    carrier: string;
    trackingNumber: string;
    shippedAt: string;
  }
>;
/** The carrier took the shipment before shipping heard of the cancellation: it has to be called back. */
export type DispatchCrossedCancellation = Event<
  'DispatchCrossedCancellation',
  { orderId: string; shipmentId: string; carrier: string; trackingNumber: string; dispatchedAt: string }
>;
export type OrderCompleted = Event<'OrderCompleted', { orderId: string; customerId: string; completedAt: string }>;
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
  | DispatchCrossedCancellation
  | OrderCompleted
  | PaymentRefunded;
