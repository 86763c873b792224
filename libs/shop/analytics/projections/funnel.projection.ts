import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { withoutPersonalData } from '#platform/core';
import { timeAsText } from '#platform/database';
import {
  OrderCancelledV1,
  OrderPaidV1,
  OrderPlacedV1,
  ShipmentDeliveredV1,
  ShipmentDispatchedV1,
  StockRejectedV1,
} from '#shop/contracts';

const time = { type: 'timestamptz', nullable: true, transformer: timeAsText } as const;

/** When an order got how far. Three contexts tell of it in no order between them, so any part of it may be known first. */
@Entity({ name: 'order_milestones' })
export class OrderMilestones {
  @PrimaryColumn({ name: 'order_id', type: 'text' }) orderId!: string;
  @Column({ name: 'placed_at', ...time }) placedAt!: string | null;
  @Column({ name: 'rejected_at', ...time }) rejectedAt!: string | null;
  @Column({ name: 'paid_at', ...time }) paidAt!: string | null;
  @Column({ name: 'cancelled_at', ...time }) cancelledAt!: string | null;
  @Column({ name: 'cancel_reason', type: 'text', nullable: true }) cancelReason!: string | null;
  @Column({ name: 'shipped_at', ...time }) shippedAt!: string | null;
  @Column({ name: 'delivered_at', ...time }) deliveredAt!: string | null;
}

const facts = [
  OrderPlacedV1,
  withoutPersonalData(OrderPaidV1),
  OrderCancelledV1,
  StockRejectedV1,
  withoutPersonalData(ShipmentDispatchedV1),
  ShipmentDeliveredV1,
] as const;

@Projection('analytics.funnel', { facts, tables: [OrderMilestones] })
export class FunnelProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'orders.order-placed.v1': ({ orderId, placedAt }, { rows }) => rows(OrderMilestones).upsert({ orderId, placedAt }),
    'catalog.stock-rejected.v1': ({ orderId, rejectedAt }, { rows }) =>
      rows(OrderMilestones).upsert({ orderId, rejectedAt }),
    'orders.order-paid.v1': ({ orderId, paidAt }, { rows }) => rows(OrderMilestones).upsert({ orderId, paidAt }),
    'orders.order-cancelled.v1': ({ orderId, reason, cancelledAt }, { rows }) =>
      rows(OrderMilestones).upsert({ orderId, cancelledAt, cancelReason: reason }),
    'shipping.shipment-dispatched.v1': ({ orderId, dispatchedAt }, { rows }) =>
      rows(OrderMilestones).upsert({ orderId, shippedAt: dispatchedAt }),
    'shipping.shipment-delivered.v1': ({ orderId, deliveredAt }, { rows }) =>
      rows(OrderMilestones).upsert({ orderId, deliveredAt }),
  };
}
