import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime, MoneyType } from '#platform/graphql';
import type { PaymentStatus } from '../projections/payment-view.projection.js';

const PaymentStatusEnum = {
  PENDING: 'pending',
  CAPTURED: 'captured',
  DECLINED: 'declined',
  REFUNDED: 'refunded',
  PARTIALLY_REFUNDED: 'partially-refunded',
  CANCELLED: 'cancelled',
} as const satisfies Record<string, PaymentStatus>;
registerEnumType(PaymentStatusEnum, { name: 'PaymentStatus' });

@ObjectType({ description: 'An attempt to collect the money for an order.' })
export class Payment {
  @Field(() => ID) readonly paymentId!: string;
  @Field(() => ID) readonly orderId!: string;
  @Field(() => PaymentStatusEnum) readonly status!: PaymentStatus;
  @Field(() => MoneyType) readonly amount!: MoneyType;
  @Field(() => MoneyType) readonly refunded!: MoneyType;
  @Field(() => Int) readonly attempt!: number;
  @Field(() => String, { nullable: true }) readonly declineReason!: string | null;
  @Field(() => DateTime) readonly createdAt!: string;
  @Field(() => DateTime, { nullable: true }) readonly capturedAt!: string | null;
}

@ObjectType({ description: 'A refund that is on its way.' })
export class RequestedRefund {
  @Field(() => ID) readonly paymentId!: string;
  @Field(() => ID) readonly refundId!: string;
}
