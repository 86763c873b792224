import { Field, Int, ID, ObjectType } from '@nestjs/graphql';
import { MoneyType } from '#platform/graphql';

@ObjectType({
  description:
    'What was sold of a product in one currency: paid for in the period, and neither cancelled nor returned since.',
})
export class BestSeller {
  @Field(() => ID) readonly sku!: string;
  @Field({ description: 'As the catalogue has it now.' }) readonly title!: string;
  @Field(() => Int) readonly quantity!: number;
  @Field(() => MoneyType) readonly revenue!: MoneyType;
}
