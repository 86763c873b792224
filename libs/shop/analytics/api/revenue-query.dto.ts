import { ArgsType, Field, registerEnumType } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';
import { IsDayOrInstant } from '#platform/http';
import type { BucketSize } from '../queries/get-revenue.query.js';

/** GraphQL's names of the sizes. */
const BucketSizeEnum = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' } as const satisfies Record<string, BucketSize>;
registerEnumType(BucketSizeEnum, { name: 'BucketSize' });

@ArgsType()
export class RevenueQuery {
  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @IsOptional()
  @IsDayOrInstant()
  readonly from?: string;

  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @IsOptional()
  @IsDayOrInstant()
  readonly to?: string;

  @Field(() => BucketSizeEnum, { defaultValue: 'hour' })
  @IsOptional()
  @IsIn(Object.values(BucketSizeEnum))
  readonly bucket: BucketSize = 'hour';
}
