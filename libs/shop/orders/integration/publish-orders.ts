import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import {
  GoodsReturnedV1,
  OrderCancelledV1,
  OrderCompletedV1,
  OrderPaidV1,
  OrderPlacedV1,
  OrderShippedV1,
  PaymentDueV1,
} from '#shop/contracts';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { OrderEvent } from '../domain/order.events.js';

export const publishOrders = publish<OrderEvent | CustomerEvent>('orders', {
  OrderPlaced: ({ orderId, customerId, lines, total, placedAt }) =>
    OrderPlacedV1.of({ orderId, customerId, lines, total, placedAt }),
  OrderRejected: ignore,
  PaymentRequested: ({ orderId, paymentId, customerId, amount, token, attempt }) =>
    PaymentDueV1.of({ orderId, paymentId, customerId, amount, token, attempt }),
  PaymentDeclined: ignore,
  OrderPaid: (paid) => OrderPaidV1.of(paid),
  OrderCancelled: (cancelled) => OrderCancelledV1.of(cancelled),
  ShipmentPrepared: ignore,
  OrderShipped: (shipped) => OrderShippedV1.of(shipped),
  ParcelDispatched: ignore,
  ParcelDelivered: ignore,
  GoodsReturned: (returned) => GoodsReturnedV1.of(returned),
  DispatchCrossedCancellation: ignore,
  OrderCompleted: (completed) => OrderCompletedV1.of(completed),
  PaymentRefunded: ignore,
  CustomerForgotten: ignore,
});
