import { ArgsType, Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
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
  NotEquals,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ConnectionArgs, MinorUnits } from '#platform/graphql';
import { PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';
import type { ProductSort } from '../queries/product-order.js';
import { ProductSortEnum } from './product-sort.js';

const mostUnits = 1_000_000_000;
const sentAtAll = (_: unknown, value: unknown) => value !== undefined;

@InputType('PriceInput')
export class PriceDto {
  @Field(() => MinorUnits)
  @IsInt()
  @Min(1)
  @Max(1_000_000_000_000)
  readonly amount!: number;

  @Field()
  @MaxLength(3)
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code such as EUR' })
  readonly currency!: string;
}

@Example({ sku: 'mug', title: 'Mug', description: 'Holds tea.', price: { amount: 1250, currency: 'EUR' }, stock: 100 })
@InputType('CreateProductInput')
export class CreateProductDto {
  @Field()
  @MaxLength(64)
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: 'sku must be 1 to 64 letters, digits, dots, dashes and underscores, starting with a letter or a digit',
  })
  readonly sku!: string;

  @Field()
  @IsString()
  @Length(1, 200)
  readonly title!: string;

  @Field({ defaultValue: '' })
  @IsString()
  @MaxLength(10_000)
  readonly description: string = '';

  @Field(() => PriceDto)
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  readonly price!: PriceDto;

  @Field(() => Int, { defaultValue: 0 })
  @IsInt()
  @Min(0)
  @Max(mostUnits)
  readonly stock: number = 0;
}

@Example({ title: 'Large mug', price: { amount: 1450, currency: 'EUR' } })
@InputType('EditProductInput')
export class EditProductDto {
  @Field({ nullable: true })
  @ValidateIf(sentAtAll)
  @IsString()
  @Length(1, 200)
  readonly title?: string;

  @Field({ nullable: true })
  @ValidateIf(sentAtAll)
  @IsString()
  @MaxLength(10_000)
  readonly description?: string;

  @Field(() => PriceDto, { nullable: true })
  @ValidateIf(sentAtAll)
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  readonly price?: PriceDto;
}

@Example({ change: -2, reason: 'broken' })
@InputType('ChangeStockInput')
export class ChangeStockDto {
  @Field(() => Int)
  @IsInt()
  @Min(-mostUnits)
  @Max(mostUnits)
  @NotEquals(0, { message: 'change must not be 0' })
  readonly change!: number;

  @Field()
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}

export class ProductsQuery extends PageQuery {
  @Described('Words to look for in titles and descriptions.')
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly search?: string;

  @Described('By what products are ordered; by their SKUs where all are equally relevant.')
  @IsOptional()
  @IsIn(Object.values(ProductSortEnum))
  readonly sort: ProductSort = 'relevance';
}

export class LowStockQuery extends PageQuery {
  @Described('Those of which fewer can be ordered than this.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(mostUnits)
  readonly below: number = 10;
}

@ArgsType()
export class LowStockArgs extends ConnectionArgs {
  @Field(() => Int, { defaultValue: 10, description: 'Those of which fewer can be ordered than this.' })
  @IsInt()
  @Min(1)
  @Max(mostUnits)
  readonly below: number = 10;
}

@ArgsType()
export class ProductsArgs extends ConnectionArgs {
  @Field({ nullable: true, description: 'Words to look for in titles and descriptions.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly search?: string;

  @Field(() => ProductSortEnum, {
    defaultValue: 'relevance',
    description: 'By what products are ordered; by their SKUs where all are equally relevant.',
  })
  @IsOptional()
  readonly sort: ProductSort = 'relevance';
}
