import { IsInt, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { PageQuery } from '#platform/http';

export class PaymentsQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  readonly orderId?: string;
}

export class RefundPaymentDto {
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly amount?: number;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly reason?: string;
}
