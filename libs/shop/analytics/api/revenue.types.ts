import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime, MoneyType } from '#platform/graphql';

@ObjectType({ description: 'What was sold in one currency during a stretch of time.' })
export class RevenueBucket {
  @Field(() => DateTime, { description: 'When it begins.' }) readonly bucket!: string;
  @Field() readonly currency!: string;
  @Field(() => Int) readonly orders!: number;
  @Field(() => MoneyType) readonly revenue!: MoneyType;
  @Field(() => MoneyType) readonly refunds!: MoneyType;
}
