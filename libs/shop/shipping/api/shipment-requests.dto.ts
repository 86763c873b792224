import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';

export class ShipmentsQuery extends PageQuery {
  @Described('Those of one order.')
  @IsOptional()
  @IsUUID()
  readonly orderId?: string;
}

@Example({ carrier: 'DHL', trackingNumber: 'JD014600003' })
@InputType('DispatchShipmentInput')
export class DispatchShipmentDto {
  @Field()
  @IsString()
  @Length(1, 100)
  readonly carrier!: string;

  @Field()
  @IsString()
  @Length(1, 100)
  readonly trackingNumber!: string;
}
