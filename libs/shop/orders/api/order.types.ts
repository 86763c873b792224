import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, DateTime, MoneyType } from '#platform/graphql';
import type { ShippingAddress } from '../domain/order.events.js';
import {
  OrderParcelStatusEnum,
  OrderPaymentStatusEnum,
  OrderShipmentStatusEnum,
  OrderStatusEnum,
} from './order-statuses.js';
import type { ParcelStatus } from '../projections/order-parcels.js';
import type { OrderStatus, PaymentStatus, ShipmentStatus } from '../projections/order-view.js';
import { ShippingAddressScalar } from './shipping-address.scalar.js';

@ObjectType()
export class OrderLine {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly title!: string;
  @Field(() => Int) readonly quantity!: number;
  @Field(() => MoneyType) readonly unitPrice!: MoneyType;
}

@ObjectType({ description: 'The payment of an order, as far as the order knows of it.' })
export class OrderPayment {
  @Field(() => ID) readonly paymentId!: string;
  @Field(() => OrderPaymentStatusEnum) readonly status!: PaymentStatus;
  @Field(() => MoneyType) readonly amount!: MoneyType;
  @Field(() => MoneyType) readonly refunded!: MoneyType;
  @Field(() => Int) readonly attempts!: number;
}

@ObjectType({ description: 'Pieces of one product in a parcel.' })
export class OrderParcelLine {
  @Field(() => ID) readonly sku!: string;
  @Field() readonly title!: string;
  @Field(() => Int) readonly quantity!: number;
}

@ObjectType({ description: 'What one carrier took of an order at once.' })
export class OrderParcel {
  @Field(() => Int, { description: '1, 2, 3 … in each order.' }) readonly parcel!: number;
  @Field(() => OrderParcelStatusEnum, { description: 'Returned once all of it is back.' })
  readonly status!: ParcelStatus;
  @Field(() => [OrderParcelLine]) readonly lines!: readonly OrderParcelLine[];
  @Field() readonly carrier!: string;
  @Field(() => String, { nullable: true, description: 'Null once the customer has closed the account.' })
  readonly trackingNumber!: string | null;
  @Field(() => DateTime) readonly dispatchedAt!: string;
  @Field(() => DateTime, { nullable: true }) readonly deliveredAt!: string | null;
  @Field(() => [OrderParcelLine], { description: 'What of it came back.' })
  readonly returned!: readonly OrderParcelLine[];
}

@ObjectType({ description: 'The shipment of an order, as far as the order knows of it.' })
export class OrderShipment {
  @Field(() => ID) readonly shipmentId!: string;
  @Field(() => OrderShipmentStatusEnum) readonly status!: ShipmentStatus;
  @Field(() => String, { nullable: true, description: 'Of the first parcel.' }) readonly carrier!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the first parcel.' }) readonly trackingNumber!: string | null;
  @Field(() => [OrderParcel], { description: 'In the order in which they left.' })
  readonly parcels!: readonly OrderParcel[];
}

@ObjectType({ description: 'Something that happened to an order.' })
export class OrderHistoryEntry {
  @Field(() => DateTime) readonly at!: string;
  @Field() readonly what!: string;
  @Field() readonly description!: string;
  @Field(() => OrderStatusEnum, { description: 'What the order was from then on.' }) readonly status!: OrderStatus;
  @Field(() => Int) readonly version!: number;
}

@ObjectType({ description: 'An order with its payment, its shipment and all that happened to it.' })
export class Order {
  @Field(() => ID) readonly orderId!: string;
  @Field(() => ID) readonly customerId!: string;
  @Field(() => String, { nullable: true, description: 'Null when the account is closed.' })
  readonly customerName!: string | null;
  @Field(() => OrderStatusEnum) readonly status!: OrderStatus;
  @Field(() => [OrderLine]) readonly lines!: readonly OrderLine[];
  @Field(() => MoneyType) readonly total!: MoneyType;
  @Field(() => ShippingAddressScalar) readonly shippingAddress!: ShippingAddress;
  @Field(() => DateTime) readonly placedAt!: string;
  @Field(() => OrderPayment, { nullable: true }) readonly payment!: OrderPayment | null;
  @Field(() => OrderShipment, { nullable: true }) readonly shipment!: OrderShipment | null;
  @Field(() => [OrderHistoryEntry]) readonly history!: readonly OrderHistoryEntry[];
  @Field(() => Int) readonly version!: number;
}

@ObjectType()
export class OrderConnection extends connectionOf(Order, 'Order') {}

@ObjectType()
export class PlacedOrder {
  @Field(() => ID) readonly orderId!: string;
  @Field(() => OrderStatusEnum) readonly status!: OrderStatus;
  @Field(() => MoneyType) readonly total!: MoneyType;
}

@ObjectType({ description: 'An order and the status that a command gave it.' })
export class ChangedOrder {
  @Field(() => ID) readonly orderId!: string;
  @Field(() => OrderStatusEnum) readonly status!: OrderStatus;
}
