import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ConnectionArgs } from '#platform/graphql';
import { IsDayOrInstant, PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';
import type { ShippingAddress } from '../domain/order.events.js';
import type { OrderStatus } from '../projections/order-view.js';
import { addressShape, IsShippingAddress } from './is-shipping-address.js';
import { OrderStatusEnum } from './order-statuses.js';
import { ShippingAddressScalar } from './shipping-address.scalar.js';

@InputType('OrderLineInput')
export class OrderLineDto {
  @Field()
  @MaxLength(64)
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { message: 'sku must be the SKU of a product' })
  readonly sku!: string;

  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly quantity!: number;
}

@Example({ token: 'tok_ok' })
@InputType('PaymentTokenInput')
export class PaymentTokenDto {
  @Field()
  @IsString()
  @Length(1, 200)
  readonly token!: string;
}

@Example({
  lines: [{ sku: 'mug', quantity: 2 }],
  shippingAddress: { name: 'Ada Example', street: 'Long Road 1', city: 'Bonn', country: 'DE' },
  payment: { token: 'tok_ok' },
})
@InputType('PlaceOrderInput')
export class PlaceOrderDto {
  @Field(() => [OrderLineDto])
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  readonly lines!: OrderLineDto[];

  @Field(() => ShippingAddressScalar)
  @Described('An address in whatever fields its country knows.', addressShape)
  @IsShippingAddress()
  readonly shippingAddress!: ShippingAddress;

  @Field(() => PaymentTokenDto)
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PaymentTokenDto)
  readonly payment!: PaymentTokenDto;
}

@Example({ reason: 'changed my mind' })
@InputType('CancelOrderInput')
export class CancelOrderDto {
  @Field({ nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly reason?: string;
}

export class OrdersQuery extends PageQuery {
  @Described('Those with this status.')
  @IsOptional()
  @IsIn(Object.values(OrderStatusEnum))
  readonly status?: OrderStatus;

  @Described('Those of one customer; for staff.')
  @IsOptional()
  @IsUUID()
  readonly customerId?: string;

  @Described('Those of customers who are called so, or have it in their name; for staff.')
  @IsOptional()
  @IsString()
  @Length(1, 100)
  readonly customerName?: string;

  @Described('Placed at that time or later: a day, or a time with its zone.')
  @IsOptional()
  @IsDayOrInstant()
  readonly from?: string;

  @Described('Placed before that time: a day, or a time with its zone.')
  @IsOptional()
  @IsDayOrInstant()
  readonly to?: string;
}

@ArgsType()
export class OrdersArgs extends ConnectionArgs {
  @Field(() => OrderStatusEnum, { nullable: true })
  @IsOptional()
  readonly status?: OrderStatus;

  @Field(() => ID, { nullable: true, description: 'Those of one customer; for staff.' })
  @IsOptional()
  @IsUUID()
  readonly customerId?: string;

  @Field({ nullable: true, description: 'Those of customers who are called so, or have it in their name; for staff.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  readonly customerName?: string;

  @Field({ nullable: true, description: 'Placed at that time or later: a day, or a time with its zone.' })
  @IsOptional()
  @IsDayOrInstant()
  readonly from?: string;

  @Field({ nullable: true, description: 'Placed before that time: a day, or a time with its zone.' })
  @IsOptional()
  @IsDayOrInstant()
  readonly to?: string;
}
