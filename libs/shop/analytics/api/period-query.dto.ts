import { ArgsType, Field } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { IsDayOrInstant } from '#platform/http';
import { Described } from '#platform/openapi';

/** The period of a report: the last day unless said. */
@ArgsType()
export class PeriodQuery {
  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @Described('The beginning of the period: a day, or a time with its zone.')
  @IsOptional()
  @IsDayOrInstant()
  readonly from?: string;

  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @Described('The end of the period: a day, or a time with its zone.')
  @IsOptional()
  @IsDayOrInstant()
  readonly to?: string;
}
