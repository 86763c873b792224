import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Described } from '#platform/openapi';

const time = { strict: true, strictSeparator: true };

/** `?stream=&type=&correlation=&from=&to=&after=4711&limit=100` */
export class EventsQuery {
  @Described('The name of a stream.')
  @IsOptional()
  @IsString()
  @MaxLength(300)
  readonly stream?: string;

  @Described('A type of event.')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly type?: string;

  @Described('The correlation id of the request that set them off.')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly correlation?: string;

  @Described('Recorded then or later.')
  @IsOptional()
  @IsISO8601(time)
  @MaxLength(40)
  readonly from?: string;

  @Described('Recorded before then.')
  @IsOptional()
  @IsISO8601(time)
  @MaxLength(40)
  readonly to?: string;

  @Described('The position to read from; 0 is the beginning.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly after: number = 0;

  @Described('At most so many.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit: number = 20;
}

/** `?version=3` or `?at=2026-11-21T10:00:00Z` */
export class StreamQuery {
  @Described('As of this version.')
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  readonly version?: number;

  @Described('As of this time.')
  @IsOptional()
  @IsISO8601(time)
  @MaxLength(40)
  readonly at?: string;
}
