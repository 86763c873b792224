import { ArgsType, Field, registerEnumType } from '@nestjs/graphql';
import { IsIn, IsISO8601, IsOptional, Matches } from 'class-validator';
import type { BucketSize } from '../queries/get-revenue.query.js';

// A day, or a time that says its zone: what a bare time means would depend on the server's.
const dayOrInstant = /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:?\d{2}))?$/;
const message = '$property must be a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z';

/** GraphQL's names of the sizes. */
const BucketSizeEnum = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' } as const satisfies Record<string, BucketSize>;
registerEnumType(BucketSizeEnum, { name: 'BucketSize' });

@ArgsType()
export class RevenueQuery {
  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message })
  @Matches(dayOrInstant, { message })
  readonly from?: string;

  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message })
  @Matches(dayOrInstant, { message })
  readonly to?: string;

  @Field(() => BucketSizeEnum, { defaultValue: 'hour' })
  @IsOptional()
  @IsIn(Object.values(BucketSizeEnum))
  readonly bucket: BucketSize = 'hour';
}
