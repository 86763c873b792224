import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime } from '#platform/graphql';
import { InRestAlso } from '#platform/openapi';
import type { ParcelStatus } from '../projections/shipment-parcels.js';
import type { ShipmentStatus } from '../projections/shipment-view.js';

const ShipmentStatusEnum = {
  PREPARED: 'prepared',
  DISPATCHED: 'dispatched',
  DELIVERED: 'delivered',
  RETURNED: 'returned',
  CANCELLED: 'cancelled',
} as const satisfies Record<string, ShipmentStatus>;
registerEnumType(ShipmentStatusEnum, { name: 'ShipmentStatus' });

const ParcelStatusEnum = {
  DISPATCHED: 'dispatched',
  DELIVERED: 'delivered',
  RETURNED: 'returned',
} as const satisfies Record<string, ParcelStatus>;
registerEnumType(ParcelStatusEnum, { name: 'ParcelStatus' });

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

@ObjectType({ description: 'Pieces of a parcel that came back.' })
export class ParcelReturn {
  @Field(() => ID) readonly returnId!: string;
  @Field(() => [ShipmentLine]) readonly lines!: readonly ShipmentLine[];
  @Field() readonly reason!: string;
  @Field(() => DateTime) readonly returnedAt!: string;
}

@ObjectType({ description: 'What one carrier took at once.' })
export class Parcel {
  @Field(() => Int, { description: '1, 2, 3 … in each shipment.' }) readonly parcel!: number;
  @Field(() => ParcelStatusEnum, { description: 'Returned once all of it is back.' }) readonly status!: ParcelStatus;
  @Field(() => [ShipmentLine]) readonly lines!: readonly ShipmentLine[];
  @Field() readonly carrier!: string;
  @Field(() => String, { nullable: true, description: 'Null once the customer has closed the account.' })
  readonly trackingNumber!: string | null;
  @Field(() => DateTime) readonly dispatchedAt!: string;
  @Field(() => DateTime, { nullable: true }) readonly deliveredAt!: string | null;
  @Field(() => [ParcelReturn]) readonly returns!: readonly ParcelReturn[];
}

@InRestAlso({ shippingAddress })
@ObjectType({ description: 'The lines of one order on their way, in one parcel or in several.' })
export class Shipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ID) readonly orderId!: string;
  @Field(() => ShipmentStatusEnum) readonly status!: ShipmentStatus;
  @Field(() => [ShipmentLine]) readonly lines!: readonly ShipmentLine[];
  @Field(() => String, { nullable: true, description: 'Of the first parcel.' }) readonly carrier!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the first parcel.' }) readonly trackingNumber!: string | null;
  @Field(() => [Parcel], { description: 'In the order in which they left.' }) readonly parcels!: readonly Parcel[];
  @Field(() => DateTime) readonly preparedAt!: string;
  @Field(() => DateTime, { nullable: true }) readonly dispatchedAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When the last of it arrived.' })
  readonly deliveredAt!: string | null;
}

@ObjectType()
export class DispatchedShipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ShipmentStatusEnum) readonly status!: ShipmentStatus;
  @Field() readonly carrier!: string;
  @Field(() => Int, { description: 'The number of the parcel that left.' }) readonly parcel!: number;
}

@ObjectType()
export class DeliveredShipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => ShipmentStatusEnum, { description: 'Dispatched while a part of it has not left.' })
  readonly status!: ShipmentStatus;
}

@ObjectType()
export class DeliveredParcel {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => Int) readonly parcel!: number;
  @Field(() => ParcelStatusEnum) readonly status!: ParcelStatus;
}

@ObjectType({ description: 'A return that is recorded; the refund is on its way.' })
export class ReturnedParcel {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => Int) readonly parcel!: number;
  @Field(() => ID) readonly returnId!: string;
}
