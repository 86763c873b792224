import { Field, InputType } from '@nestjs/graphql';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';

@InputType({ isAbstract: true })
class NameDto {
  @Field()
  @IsString()
  @Length(1, 100)
  @Matches(/\S/, { message: 'name must not be blank' })
  readonly name!: string;
}

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

export class RenameUserDto extends NameDto {}

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
