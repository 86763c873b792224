import { Field, InputType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { MinorUnits } from '#platform/graphql';
import { PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';

export class PaymentsQuery extends PageQuery {
  @Described('Those of one order.')
  @IsOptional()
  @IsUUID()
  readonly orderId?: string;
}

@Example({ amount: 500, reason: 'broken on arrival' })
@InputType('RefundPaymentInput')
export class RefundPaymentDto {
  @Field(() => MinorUnits, { nullable: true, description: 'All that is left of it when not given.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly amount?: number;

  @Field({ nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly reason?: string;
}
