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
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '#platform/http';
import type { ShippingAddress } from '../domain/order.events.js';
import type { OrderStatus } from '../projections/order-view.js';
import { IsShippingAddress } from './is-shipping-address.js';

export class OrderLineDto {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { message: 'sku must be the SKU of a product' })
  readonly sku!: string;

  @IsInt()
  @Min(1)
  @Max(1000)
  readonly quantity!: number;
}

export class PaymentTokenDto {
  @IsString()
  @Length(1, 200)
  readonly token!: string;
}

export class PlaceOrderDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  readonly lines!: OrderLineDto[];

  @IsShippingAddress()
  readonly shippingAddress!: ShippingAddress;

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PaymentTokenDto)
  readonly payment!: PaymentTokenDto;
}

export class CancelOrderDto {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly reason?: string;
}

const statuses: OrderStatus[] = ['placed', 'awaiting-payment', 'paid', 'shipped', 'completed', 'cancelled', 'rejected'];

export class OrdersQuery extends PageQuery {
  @IsOptional()
  @IsIn(statuses)
  readonly status?: OrderStatus;
}
