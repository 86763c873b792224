import { registerEnumType } from '@nestjs/graphql';
import type { ParcelStatus } from '../projections/order-parcels.js';
import type { OrderStatus, PaymentStatus, ShipmentStatus } from '../projections/order-view.js';

/** GraphQL's names of the statuses. */
export const OrderStatusEnum = {
  PLACED: 'placed',
  AWAITING_PAYMENT: 'awaiting-payment',
  PAID: 'paid',
  SHIPPED: 'shipped',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  REJECTED: 'rejected',
} as const satisfies Record<string, OrderStatus>;

export const OrderPaymentStatusEnum = {
  PENDING: 'pending',
  CAPTURED: 'captured',
  DECLINED: 'declined',
  REFUNDED: 'refunded',
} as const satisfies Record<string, PaymentStatus>;

export const OrderShipmentStatusEnum = {
  PREPARED: 'prepared',
  DISPATCHED: 'dispatched',
  DELIVERED: 'delivered',
  RETURNED: 'returned',
  CANCELLED: 'cancelled',
} as const satisfies Record<string, ShipmentStatus>;

export const OrderParcelStatusEnum = {
  DISPATCHED: 'dispatched',
  DELIVERED: 'delivered',
  RETURNED: 'returned',
} as const satisfies Record<string, ParcelStatus>;

registerEnumType(OrderStatusEnum, { name: 'OrderStatus' });
registerEnumType(OrderPaymentStatusEnum, { name: 'OrderPaymentStatus' });
registerEnumType(OrderShipmentStatusEnum, { name: 'OrderShipmentStatus' });
registerEnumType(OrderParcelStatusEnum, { name: 'OrderParcelStatus' });
