import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { bigintAsNumber, timeAsText } from '#platform/database';
import { OrderPaidV1, PaymentCapturedV1, PaymentRefundedV1 } from '#shop/contracts';
import { minuteOf } from './minute.js';

/** Orders paid, money taken and money given back in one minute, in one currency. All that is taken counts, so that it balances. */
@Entity({ name: 'revenue_minute' })
export class RevenueMinute {
  @PrimaryColumn({ type: 'timestamptz', transformer: timeAsText }) bucket!: string;
  @PrimaryColumn({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) orders!: number;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) revenue!: number;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) refunds!: number;
}

const facts = [OrderPaidV1, PaymentCapturedV1, PaymentRefundedV1] as const;

@Projection('analytics.revenue', { facts, tables: [RevenueMinute] })
export class RevenueProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'orders.order-paid.v1': ({ paidAt, amount: { currency } }, { rows }) =>
      rows(RevenueMinute).add({ bucket: minuteOf(paidAt), currency }, { orders: 1, revenue: 0, refunds: 0 }),
    'payments.payment-captured.v1': ({ capturedAt, amount: { amount, currency } }, { rows }) =>
      rows(RevenueMinute).add({ bucket: minuteOf(capturedAt), currency }, { orders: 0, revenue: amount, refunds: 0 }),
    'payments.payment-refunded.v1': ({ refundedAt, amount: { amount, currency } }, { rows }) =>
      rows(RevenueMinute).add({ bucket: minuteOf(refundedAt), currency }, { orders: 0, revenue: 0, refunds: amount }),
  };
}
