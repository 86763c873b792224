import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeAsText } from '#platform/database';
import type { ShippedLine, ShippingAddress } from '../domain/shipment.events.js';

export type ShipmentStatus = 'prepared' | 'dispatched' | 'delivered' | 'returned' | 'cancelled';
type Time = string | null;

export interface StoredReturn {
  readonly returnId: string;
  readonly lines: readonly ShippedLine[];
  readonly reason: string;
  readonly returnedAt: string;
}

export interface StoredParcel {
  readonly parcel: number;
  readonly carrier: string;
  readonly lines: readonly ShippedLine[];
  readonly dispatchedAt: string;
  /** Null also for what arrived together with the last of the shipment. */
  readonly deliveredAt: Time;
  readonly returns: readonly StoredReturn[];
}

/** Carrier, tracking number and time of dispatch are those of the first parcel. */
@Entity({ name: 'shipment_view' })
export class ShipmentView {
  @PrimaryColumn({ name: 'shipment_id', type: 'text' }) shipmentId!: string;
  @Column({ name: 'order_id', type: 'text' }) orderId!: string;
  @Column({ name: 'customer_id', type: 'text' }) customerId!: string;
  @Column({ type: 'text' }) status!: ShipmentStatus;
  @Column({ type: 'jsonb' }) lines!: readonly ShippedLine[];
  @Column({ name: 'shipping_address', type: 'jsonb' }) shippingAddress!: ShippingAddress;
  @Column({ type: 'text', nullable: true }) carrier!: string | null;
  @Column({ name: 'tracking_number', type: 'text', nullable: true }) trackingNumber!: string | null;
  @Column({ name: 'prepared_at', type: 'timestamptz', transformer: timeAsText }) preparedAt!: string;
  @Column({ name: 'dispatched_at', type: 'timestamptz', nullable: true, transformer: timeAsText }) dispatchedAt!: Time;
  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true, transformer: timeAsText }) deliveredAt!: Time;
  /** Null as long as there is nothing to say of parcels that the shipment does not say. */
  @Column({ type: 'jsonb', nullable: true }) parcels!: readonly StoredParcel[] | null;
  /** Of the parcels after the first, by their numbers. */
  @Column({ name: 'tracking_numbers', type: 'jsonb', nullable: true })
  trackingNumbers!: Readonly<Record<string, string | null>> | null;
  @Column({ type: 'integer' }) version!: number;
}
