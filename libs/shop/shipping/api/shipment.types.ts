import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime } from '#platform/graphql';
import { InRestAlso } from '#platform/openapi';
import type { ShipmentStatus } from '../projections/shipment-view.projection.js';

const ShipmentStatusEnum = {
  PREPARED: 'prepared',
  DISPATCHED: 'dispatched',
  DELIVERED: 'delivered',
  CANCELLED: 'cancelled',
} as const satisfies Record<string, ShipmentStatus>;
registerEnumType(ShipmentStatusEnum, { name: 'ShipmentStatus' });

@ObjectType()
export class ShipmentLine {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly title!: string;
  @Field(() => Int) readonly quantity!: number;
}

const shippingAddress = {
  type: 'object',
  description: 'Where it goes; in the fields that its country knows.',
  maxProperties: 20,
  additionalProperties: { type: 'string', maxLength: 200, pattern: String.raw`^[^\u0000]*$` },
};

@InRestAlso({ shippingAddress })
@ObjectType({ description: 'A parcel with the lines of one order.' })
export class Shipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ID) readonly orderId!: string;
  @Field(() => ShipmentStatusEnum) readonly status!: ShipmentStatus;
  @Field(() => [ShipmentLine]) readonly lines!: readonly ShipmentLine[];
  @Field(() => String, { nullable: true }) readonly carrier!: string | null;
  @Field(() => String, { nullable: true }) readonly trackingNumber!: string | null;
  @Field(() => DateTime) readonly preparedAt!: string;
  @Field(() => DateTime, { nullable: true }) readonly dispatchedAt!: string | null;
  @Field(() => DateTime, { nullable: true }) readonly deliveredAt!: string | null;
}

@ObjectType()
export class DispatchedShipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ShipmentStatusEnum) readonly status!: ShipmentStatus;
  @Field() readonly carrier!: string;
  @Field() readonly trackingNumber!: string;
}

@ObjectType()
export class DeliveredShipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ShipmentStatusEnum) readonly status!: ShipmentStatus;
}
