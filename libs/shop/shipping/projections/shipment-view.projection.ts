import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { ignore } from '#platform/core';
import { timeAsText } from '#platform/database';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { ShipmentEvent, ShippedLine, ShippingAddress } from '../domain/shipment.events.js';

export type ShipmentStatus = 'prepared' | 'dispatched' | 'delivered' | 'cancelled';
type Time = string | null;

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
  @Column({ type: 'integer' }) version!: number;
}

const notYetSent = { carrier: null, trackingNumber: null, dispatchedAt: null, deliveredAt: null };

@Projection('shipping.shipment-view', { tables: [ShipmentView] })
export class ShipmentViewProjection {
  readonly on: ProjectionHandlers<ShipmentEvent | CustomerEvent> = {
    ShipmentPrepared: (prepared, { rows, event: { version } }) =>
      rows(ShipmentView).upsert({ ...prepared, ...notYetSent, status: 'prepared', version }),
    ShipmentDispatched: ({ shipmentId, carrier, trackingNumber, dispatchedAt }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'dispatched', carrier, trackingNumber, dispatchedAt, version }),
    ShipmentDelivered: ({ shipmentId, deliveredAt }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'delivered', deliveredAt, version }),
    ShipmentCancelled: ({ shipmentId }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'cancelled', version }),
    ShipmentForgone: ignore,
    CustomerForgotten: ({ customerId }, { rows }) =>
      rows(ShipmentView).everywhere({ customerId }, { shippingAddress: {} }),
  };
}
