import { Field, ObjectType } from '@nestjs/graphql';
import type { Money } from '#platform/core';
import { MinorUnits } from './scalars.js';

@ObjectType('Money', { description: 'An amount of money.' })
export class MoneyType implements Money {
  @Field(() => MinorUnits)
  readonly amount!: number;

  @Field({ description: 'An ISO 4217 code such as EUR.' })
  readonly currency!: string;
}
