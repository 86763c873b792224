import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '#platform/graphql';

@ObjectType({ description: 'Who can sign in.' })
export class Account {
  @Field(() => ID) readonly userId!: string;
  @Field() readonly email!: string;
  @Field() readonly name!: string;
  @Field(() => [String]) readonly roles!: readonly string[];
  @Field(() => DateTime) readonly registeredAt!: string;
  @Field(() => Int) readonly version!: number;
}

@ObjectType()
export class RegisteredUser {
  @Field(() => ID) readonly userId!: string;
}

@ObjectType()
export class RenamedUser {
  @Field(() => ID) readonly userId!: string;
  @Field() readonly name!: string;
}

@ObjectType()
export class ClosedAccount {
  @Field(() => ID) readonly userId!: string;
  @Field({ description: 'For people: what becomes of what the account had.' }) readonly whatFollows!: string;
}

@ObjectType({ description: 'What a caller sends as "Authorization: Bearer …".' })
export class Session {
  @Field() readonly accessToken!: string;
  @Field(() => Int, { description: 'Seconds.' }) readonly expiresIn!: number;
  @Field() readonly tokenType!: string;
  @Field({ description: 'To be exchanged once for another session.' }) readonly refreshToken!: string;
}
