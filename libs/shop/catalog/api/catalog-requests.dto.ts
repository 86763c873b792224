import { Type } from 'class-transformer';
import {
  IsDefined,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  NotEquals,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '#platform/http';

const mostUnits = 1_000_000_000;
const sentAtAll = (_: unknown, value: unknown) => value !== undefined;

export class PriceDto {
  @IsInt()
  @Min(1)
  @Max(1_000_000_000_000)
  readonly amount!: number;

  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code such as EUR' })
  readonly currency!: string;
}

export class CreateProductDto {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: 'sku must be 1 to 64 letters, digits, dots, dashes and underscores, starting with a letter or a digit',
  })
  readonly sku!: string;

  @IsString()
  @Length(1, 200)
  readonly title!: string;

  @IsString()
  @MaxLength(10_000)
  readonly description: string = '';

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  readonly price!: PriceDto;

  @IsInt()
  @Min(0)
  @Max(mostUnits)
  readonly stock: number = 0;
}

export class EditProductDto {
  @ValidateIf(sentAtAll)
  @IsString()
  @Length(1, 200)
  readonly title?: string;

  @ValidateIf(sentAtAll)
  @IsString()
  @MaxLength(10_000)
  readonly description?: string;

  @ValidateIf(sentAtAll)
  @IsObject()
  @ValidateNested()
  @Type(() => PriceDto)
  readonly price?: PriceDto;
}

export class ChangeStockDto {
  @IsInt()
  @Min(-mostUnits)
  @Max(mostUnits)
  @NotEquals(0, { message: 'change must not be 0' })
  readonly change!: number;

  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}

export class ProductsQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly search?: string;
}
