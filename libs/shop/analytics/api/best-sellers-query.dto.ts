import { ArgsType, Field, Int, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { Described } from '#platform/openapi';
import type { BestSellersOrder } from '../queries/get-best-sellers.query.js';
import { PeriodQuery } from './period-query.dto.js';

/** GraphQL's names of the orders. */
const BestSellersSortEnum = { REVENUE: 'revenue', QUANTITY: 'quantity' } as const satisfies Record<
  string,
  BestSellersOrder
>;
registerEnumType(BestSellersSortEnum, { name: 'BestSellersSort' });

@ArgsType()
export class BestSellersQuery extends PeriodQuery {
  @Field(() => BestSellersSortEnum, { defaultValue: 'revenue' })
  @Described('By what they are ordered.')
  @IsOptional()
  @IsIn(Object.values(BestSellersSortEnum))
  readonly sort: BestSellersOrder = 'revenue';

  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  @Described('How many.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  readonly limit: number = 20;
}
