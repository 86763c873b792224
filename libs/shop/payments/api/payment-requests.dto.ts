import { Field, InputType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { MinorUnits } from '#platform/graphql';
import { PageQuery } from '#platform/http';
import { Example } from '#platform/openapi';

export class PaymentsQuery extends PageQuery {
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
  readonly amount?: number;

  @Field({ nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly reason?: string;
}
