import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';

class NameDto {
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'name must not be blank' })
  readonly name!: string;
}

export class RegisterUserDto extends NameDto {
  @IsEmail()
  @MaxLength(254)
  readonly email!: string;

  @IsString()
  @MaxLength(1000)
  readonly password!: string;
}

export class RenameUserDto extends NameDto {}

export class LogInDto {
  @IsString()
  @MaxLength(254)
  readonly email!: string;

  @IsString()
  @MaxLength(1000)
  readonly password!: string;
}
