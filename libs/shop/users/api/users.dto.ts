import { ArgsType, Field, InputType } from '@nestjs/graphql';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Example } from '#platform/openapi';

@InputType({ isAbstract: true })
class NameDto {
  @Field()
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'name must not be blank' })
  readonly name!: string;
}

@Example({ email: 'ada@example.org', password: 'seven little teapots', name: 'Ada' })
@InputType('RegisterUserInput')
export class RegisterUserDto extends NameDto {
  @Field()
  @IsEmail()
  @MaxLength(254)
  readonly email!: string;

  @Field()
  @IsString()
  @MaxLength(1000)
  readonly password!: string;
}

@Example({ name: 'Ada Lovelace' })
@InputType('RenameUserInput')
export class RenameUserDto extends NameDto {}

@Example({ refreshToken: '01990000-0000-7000-8000-000000000000.dGhlIHNlY3JldCBvZiBhIHNlc3Npb24sIDMyIGJ5dGVz' })
@ArgsType()
export class RefreshTokenDto {
  @Field()
  @IsString()
  @MaxLength(100)
  readonly refreshToken!: string;
}

@Example({ email: 'ada@example.org', password: 'seven little teapots' })
@InputType('LogInInput')
export class LogInDto {
  @Field()
  @IsString()
  @MaxLength(254)
  readonly email!: string;

  @Field()
  @IsString()
  @MaxLength(1000)
  readonly password!: string;
}
