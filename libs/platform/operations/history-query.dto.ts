import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const time = { strict: true, strictSeparator: true };

/** `?stream=&type=&correlation=&from=&to=&after=4711&limit=100` */
export class EventsQuery {
  @IsOptional()
  @IsString()
  @MaxLength(300)
  readonly stream?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly type?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly correlation?: string;

  /** Recorded then or later. */
  @IsOptional()
  @IsISO8601(time)
  readonly from?: string;

  /** Recorded before then. */
  @IsOptional()
  @IsISO8601(time)
  readonly to?: string;

  /** The position to read from; 0 is the beginning. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly after: number = 0;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit: number = 20;
}

/** `?version=3` or `?at=2026-11-21T10:00:00Z` */
export class StreamQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  readonly version?: number;

  @IsOptional()
  @IsISO8601(time)
  readonly at?: string;
}
