import { ArgsType, Field, registerEnumType } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';
import { Described } from '#platform/openapi';
import type { BucketSize } from '../queries/get-revenue.query.js';
import { PeriodQuery } from './period-query.dto.js';

/** GraphQL's names of the sizes. */
const BucketSizeEnum = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' } as const satisfies Record<string, BucketSize>;
registerEnumType(BucketSizeEnum, { name: 'BucketSize' });

@ArgsType()
export class RevenueQuery extends PeriodQuery {
  @Field(() => BucketSizeEnum, { defaultValue: 'hour' })
  @Described('How long each bucket is.')
  @IsOptional()
  @IsIn(Object.values(BucketSizeEnum))
  readonly bucket: BucketSize = 'hour';
}
