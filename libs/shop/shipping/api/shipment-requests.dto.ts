import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';

export class ShipmentsQuery extends PageQuery {
  @Described('Those of one order.')
  @IsOptional()
  @IsUUID()
  readonly orderId?: string;
}

@InputType('ParcelLineInput')
export class ParcelLineDto {
  @Field()
  @MaxLength(64)
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { message: 'sku must be the SKU of a product' })
  readonly sku!: string;

  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly quantity!: number;
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

  @Field(() => [ParcelLineDto], {
    nullable: true,
    description: 'What the parcel holds; all that has not left yet when not given.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ParcelLineDto)
  readonly lines?: ParcelLineDto[];
}

@Example({ reason: 'broken on arrival', lines: [{ sku: 'mug', quantity: 1 }] })
@InputType('ReturnParcelInput')
export class ReturnParcelDto {
  @Field()
  @IsString()
  @Length(1, 500)
  readonly reason!: string;

  @Field(() => [ParcelLineDto], {
    nullable: true,
    description: 'What came back; all of the parcel that has not come back yet when not given.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ParcelLineDto)
  readonly lines?: ParcelLineDto[];
}
