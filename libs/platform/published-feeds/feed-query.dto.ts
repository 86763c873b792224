import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { duration } from '#platform/config';
import { Described } from '#platform/openapi';
import { longestWait, widestPage } from './protocol.js';

const waiting = { type: 'string', pattern: String.raw`^\d+(ms|s|m)?$`, maxLength: 10, default: '0' };
const milliseconds = ({ value }: { value: unknown }): unknown => duration.safeParse(value).data ?? value;

/** `?after=4711&types=orders.order-placed.v1&wait=20s&limit=500` */
export class FeedQuery {
  @Described('The place to read from; 0 is the beginning.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly after: number = 0;

  @Described('The contracts to read, with commas; all when it is left out.')
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  @Matches(/^[\w.,-]*$/)
  readonly types?: string;

  @Described('From how many positions; 0 asks for the head alone.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(widestPage)
  readonly limit: number = 500;

  @Described('How long to wait when nothing is there: `20s`, or milliseconds.', waiting)
  @IsOptional()
  @Transform(milliseconds)
  @IsInt({ message: 'wait must be a length of time such as 20s' })
  @Max(longestWait)
  readonly wait: number = 0;
}
