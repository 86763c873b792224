import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, timeAsText } from '#platform/database';
import type { OrderLine, ParcelLine, ShippingAddress } from '../domain/order.events.js';

export type OrderStatus = 'placed' | 'awaiting-payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'rejected';
export type PaymentStatus = 'pending' | 'captured' | 'declined' | 'refunded';
export type ShipmentStatus = 'prepared' | 'dispatched' | 'delivered' | 'returned' | 'cancelled';

/** What can happen to an order, and the status that it then has; null where it keeps the one it had. */
export const statusAfter = {
  'order-placed': 'placed',
  'order-rejected': 'rejected',
  'payment-requested': 'awaiting-payment',
  'payment-declined': null,
  'order-paid': 'paid',
  'order-cancelled': 'cancelled',
  'shipment-prepared': null,
  'order-shipped': 'shipped',
  'parcel-dispatched': null,
  'parcel-delivered': null,
  'goods-returned': null,
  'dispatch-crossed-cancellation': null,
  'order-completed': 'completed',
  'payment-refunded': null,
} as const satisfies Record<string, OrderStatus | null>;

export interface HistoryEntry {
  readonly at: string;
  readonly what: keyof typeof statusAfter;
  readonly description: string;
}

export interface StoredParcel {
  readonly parcel: number;
  readonly carrier: string;
  readonly lines: readonly ParcelLine[];
  readonly dispatchedAt: string;
  /** Null also for what arrived together with the last of the order. */
  readonly deliveredAt: string | null;
  readonly returned: readonly ParcelLine[];
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
  /** Null as long as there is nothing to say of parcels that the shipment does not say. */
  @Column({ type: 'jsonb', nullable: true }) parcels!: readonly StoredParcel[] | null;
  /** Of the parcels after the first, by their numbers. */
  @Column({ name: 'tracking_numbers', type: 'jsonb', nullable: true })
  trackingNumbers!: Readonly<Record<string, string | null>> | null;
  /** One entry for each event of the order, so that the first one tells of version 1, the next one of version 2. */
  @Column({ type: 'jsonb' }) history!: readonly HistoryEntry[];
  @Column({ type: 'integer' }) version!: number;
}
