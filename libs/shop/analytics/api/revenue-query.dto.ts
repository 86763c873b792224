import { IsIn, IsISO8601, IsOptional, Matches } from 'class-validator';
import type { BucketSize } from '../queries/get-revenue.query.js';

// A day, or a time that says its zone: what a bare time means would depend on the server's.
const dayOrInstant = /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:?\d{2}))?$/;
const message = '$property must be a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z';

export class RevenueQuery {
  @IsOptional()
  @IsISO8601({ strict: true }, { message })
  @Matches(dayOrInstant, { message })
  readonly from?: string;

  @IsOptional()
  @IsISO8601({ strict: true }, { message })
  @Matches(dayOrInstant, { message })
  readonly to?: string;

  @IsOptional()
  @IsIn(['minute', 'hour', 'day'])
  readonly bucket: BucketSize = 'hour';
}
