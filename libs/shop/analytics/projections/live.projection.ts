import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers, Rows } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { timeAsText } from '#platform/database';
import { OrderPaidV1, PaymentCapturedV1, PaymentRefundedV1 } from '#shop/contracts';
import { added, beginOf, type Figures, hour, step } from '../domain/live-windows.js';

/** For how long a step is kept: until three hours later another one takes its place. */
const places = (3 * hour) / step;

/** What happened in ten seconds. There are never more than 1080 of them, of the last three hours. */
@Entity({ name: 'live_step' })
export class LiveStep {
  @PrimaryColumn({ type: 'integer' }) place!: number;
  @Column({ name: 'begins_at', type: 'timestamptz', transformer: timeAsText }) begin!: string;
  @Column({ type: 'jsonb' }) figures!: Readonly<Record<string, Figures>>;
}

const facts = [OrderPaidV1, PaymentCapturedV1, PaymentRefundedV1] as const;
const nothing: Figures = { orders: 0, revenue: 0, refunds: 0 };

@Projection('analytics.live', { facts, tables: [LiveStep] })
export class LiveProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'orders.order-paid.v1': ({ paidAt, amount: { currency } }, { rows }) =>
      count(rows, paidAt, currency, { ...nothing, orders: 1 }),
    'payments.payment-captured.v1': ({ capturedAt, amount: { amount, currency } }, { rows }) =>
      count(rows, capturedAt, currency, { ...nothing, revenue: amount }),
    'payments.payment-refunded.v1': ({ refundedAt, amount: { amount, currency } }, { rows }) =>
      count(rows, refundedAt, currency, { ...nothing, refunds: amount }),
  };
}

/** The latest step of a place stays, whoever comes first: so the order in which facts are heard does not matter. */
async function count(rows: Rows, time: string, currency: string, figures: Figures): Promise<void> {
  const begin = beginOf(time, step);
  const place = (Date.parse(begin) / step) % places;
  const known = await rows(LiveStep).find(String(place));
  if (known !== undefined && known.begin > begin) return;
  const before = known?.begin === begin ? known.figures : {};
  rows(LiveStep).upsert({ place, begin, figures: { ...before, [currency]: added(before[currency], figures) } });
}
