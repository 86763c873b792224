import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers, Rows } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { withoutPersonalData } from '#platform/core';
import { bigintAsNumber, timeAsText } from '#platform/database';
import { OrderPaidV1, PaymentCapturedV1, PaymentRefundedV1 } from '#shop/contracts';
import type { Figures } from '../domain/live-windows.js';
import { countInStep, LiveStep } from './live-step.js';
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

const facts = [withoutPersonalData(OrderPaidV1), PaymentCapturedV1, PaymentRefundedV1] as const;
const nothing: Figures = { orders: 0, revenue: 0, refunds: 0 };

/** The same figures twice: by the minute for ever, and in steps of ten seconds for those who look at the present. */
@Projection('analytics.revenue', { facts, tables: [RevenueMinute, LiveStep] })
export class RevenueProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'orders.order-paid.v1': ({ paidAt, amount: { currency } }, { rows }) =>
      count(rows, paidAt, currency, { ...nothing, orders: 1 }),
    'payments.payment-captured.v1': ({ capturedAt, amount: { amount, currency } }, { rows }) =>
      count(rows, capturedAt, currency, { ...nothing, revenue: amount }),
    'payments.payment-refunded.v1': ({ refundedAt, amount: { amount, currency } }, { rows }) =>
      count(rows, refundedAt, currency, { ...nothing, refunds: amount }),
  };
}

function count(rows: Rows, time: string, currency: string, figures: Figures): Promise<void> {
  rows(RevenueMinute).add({ bucket: minuteOf(time), currency }, figures);
  return countInStep(rows, time, currency, figures);
}
