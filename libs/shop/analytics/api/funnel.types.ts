import { Field, Float, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'How long a step took the orders that have taken it, in seconds.' })
export class StepTime {
  @Field(() => Float) readonly median!: number;
  @Field(() => Float, { description: '95 of 100 were at least as fast.' }) readonly p95!: number;
}

@ObjectType()
export class CancelReason {
  @Field() readonly reason!: string;
  @Field(() => Int) readonly orders!: number;
}

@ObjectType({ description: 'How far the orders have come that were placed in the period.' })
export class Funnel {
  @Field(() => Int, { description: 'Accounts that were opened in the period.' }) readonly registered!: number;
  @Field(() => Int) readonly placed!: number;
  @Field(() => Int, { description: 'For want of stock.' }) readonly rejected!: number;
  @Field(() => Int) readonly paid!: number;
  @Field(() => Int) readonly cancelled!: number;
  @Field(() => [CancelReason], { description: 'The hundred most frequent reasons.' })
  readonly cancelledByReason!: readonly CancelReason[];
  @Field(() => Int) readonly shipped!: number;
  @Field(() => Int) readonly delivered!: number;
  @Field(() => StepTime, { nullable: true }) readonly placedToPaid!: StepTime | null;
  @Field(() => StepTime, { nullable: true }) readonly paidToShipped!: StepTime | null;
  @Field(() => StepTime, { nullable: true }) readonly shippedToDelivered!: StepTime | null;
}
