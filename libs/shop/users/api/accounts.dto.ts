import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '#platform/http';
import { Described, Example } from '#platform/openapi';
import { everyRole } from '../domain/account.js';

export class AccountsQuery extends PageQuery {
  @Described('The one with this address.')
  @IsOptional()
  @IsString()
  @MaxLength(254)
  readonly email?: string;

  @Described('Those with this role.')
  @IsOptional()
  @IsIn(everyRole)
  readonly role?: string;
}

@Example({ roles: ['customer', 'staff'] })
export class RolesDto {
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(everyRole.length)
  @IsIn(everyRole, { each: true })
  readonly roles!: string[];
}
