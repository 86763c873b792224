import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { PageQuery } from '#platform/http';

export class ShipmentsQuery extends PageQuery {
  @IsOptional()
  @IsUUID()
  readonly orderId?: string;
}

export class DispatchShipmentDto {
  @IsString()
  @Length(1, 100)
  readonly carrier!: string;

  @IsString()
  @Length(1, 100)
  readonly trackingNumber!: string;
}
