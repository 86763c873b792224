import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { DateTime, MoneyType } from '#platform/graphql';
import { IsDayOrInstant } from '#platform/http';
import { Described } from '#platform/openapi';
import type { Difference } from '../domain/reconciliation.js';

const MovementKindEnum = { CAPTURE: 'capture', REFUND: 'refund' } as const satisfies Record<
  string,
  Difference['movement']
>;
registerEnumType(MovementKindEnum, { name: 'MovementKind' });

const DifferenceKindEnum = {
  MISSING_HERE: 'missing-here',
  MISSING_THERE: 'missing-there',
  AMOUNT_DIFFERS: 'amount-differs',
} as const satisfies Record<string, Difference['what']>;
registerEnumType(DifferenceKindEnum, { name: 'DifferenceKind' });

/** The period of a reconciliation: the last day unless said. */
@ArgsType()
export class ReconciliationQuery {
  @Field({ nullable: true, description: 'A day, or a time with its zone.' })
  @Described('The beginning of the period: a day, or a time with its zone.')
  @IsOptional()
  @IsDayOrInstant()
  readonly from?: string;

  @Field({ nullable: true, description: 'A day, or a time with its zone; at most 31 days later.' })
  @Described('Its end, at most 31 days later.')
  @IsOptional()
  @IsDayOrInstant()
  readonly to?: string;
}

@ObjectType('PaymentDifference', { description: 'Money of which the shop and the provider do not say the same.' })
export class PaymentDifference {
  @Field(() => DifferenceKindEnum) readonly what!: Difference['what'];
  @Field(() => MovementKindEnum) readonly movement!: Difference['movement'];
  @Field(() => ID, { description: "The payment's id of a capture, the refund's of a refund." }) readonly id!: string;
  @Field(() => String, { nullable: true, description: 'What the provider calls the capture.' })
  readonly reference!: string | null;
  @Field(() => MoneyType, { nullable: true }) readonly here!: MoneyType | null;
  @Field(() => MoneyType, { nullable: true }) readonly there!: MoneyType | null;
  @Field(() => DateTime) readonly at!: string;
}

@ObjectType({ description: 'What the shop and the provider took and gave back in one currency.' })
export class PaymentTotals {
  @Field() readonly currency!: string;
  @Field(() => MoneyType) readonly capturedHere!: MoneyType;
  @Field(() => MoneyType) readonly capturedThere!: MoneyType;
  @Field(() => MoneyType) readonly refundedHere!: MoneyType;
  @Field(() => MoneyType) readonly refundedThere!: MoneyType;
}

@ObjectType({ description: "The shop's captures and refunds of a period beside the provider's." })
export class PaymentReconciliation {
  @Field(() => DateTime) readonly from!: string;
  @Field(() => DateTime) readonly to!: string;
  @Field(() => [PaymentTotals]) readonly totals!: readonly PaymentTotals[];
  @Field(() => [PaymentDifference]) readonly differences!: readonly PaymentDifference[];
}
