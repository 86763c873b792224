import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, timeAsText } from '#platform/database';
import type { OrderLine, ShippingAddress } from '../domain/order.events.js';

export type OrderStatus = 'placed' | 'awaiting-payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'rejected';
export type PaymentStatus = 'pending' | 'captured' | 'declined' | 'refunded';
export type ShipmentStatus = 'prepared' | 'dispatched' | 'delivered' | 'cancelled';

export interface HistoryEntry {
  readonly at: string;
  readonly what: string;
  readonly description: string;
}

/** An order as its customer sees it, payment, shipment and history included: one row answers one request. */
@Entity({ name: 'order_view' })
export class OrderView {
  @PrimaryColumn({ name: 'order_id', type: 'text' }) orderId!: string;
  @Column({ name: 'customer_id', type: 'text' }) customerId!: string;
  @Column({ type: 'text' }) status!: OrderStatus;
  @Column({ type: 'jsonb' }) lines!: readonly OrderLine[];
  @Column({ type: 'bigint', transformer: bigintAsNumber }) amount!: number;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ name: 'shipping_address', type: 'jsonb' }) shippingAddress!: ShippingAddress;
  @Column({ name: 'placed_at', type: 'timestamptz', transformer: timeAsText }) placedAt!: string;
  @Column({ name: 'payment_id', type: 'text', nullable: true }) paymentId!: string | null;
  @Column({ name: 'payment_status', type: 'text', nullable: true }) paymentStatus!: PaymentStatus | null;
  @Column({ name: 'payment_attempts', type: 'integer' }) paymentAttempts!: number;
  @Column({ name: 'payment_refunded', type: 'bigint', transformer: bigintAsNumber }) paymentRefunded!: number;
  @Column({ name: 'shipment_id', type: 'text', nullable: true }) shipmentId!: string | null;
  @Column({ name: 'shipment_status', type: 'text', nullable: true }) shipmentStatus!: ShipmentStatus | null;
  @Column({ type: 'text', nullable: true }) carrier!: string | null;
  @Column({ name: 'tracking_number', type: 'text', nullable: true }) trackingNumber!: string | null;
  @Column({ type: 'jsonb' }) history!: readonly HistoryEntry[];
  @Column({ type: 'integer' }) version!: number;
}
