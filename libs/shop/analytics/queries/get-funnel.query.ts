import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Clock } from '#platform/core';
import { period } from './period.js';

/** Of those who have taken a step: in how many seconds half of them did, and 95 of 100. */
export interface StepTime {
  readonly median: number;
  readonly p95: number;
}

export interface Funnel {
  readonly registered: number;
  readonly placed: number;
  readonly rejected: number;
  readonly paid: number;
  readonly cancelled: number;
  readonly cancelledByReason: readonly { readonly reason: string; readonly orders: number }[];
  readonly shipped: number;
  readonly delivered: number;
  readonly placedToPaid: StepTime | null;
  readonly paidToShipped: StepTime | null;
  readonly shippedToDelivered: StepTime | null;
}

type Times = readonly [median: number, p95: number] | null;
type Counted = Omit<Funnel, 'placedToPaid' | 'paidToShipped' | 'shippedToDelivered'> & {
  readonly placedToPaid: Times;
  readonly paidToShipped: Times;
  readonly shippedToDelivered: Times;
};

const mostReasons = 100;

export class GetFunnel extends Query<Funnel> {
  constructor(
    readonly from: string | undefined,
    readonly to: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetFunnel)
export class GetFunnelHandler implements IQueryHandler<GetFunnel> {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ from: asked, to: until }: GetFunnel): Promise<Funnel> {
    const { from, to } = period(asked, until, this.clock.now());
    const [counted] = await this.database.query<Counted[]>(statement, [from, to, mostReasons]);
    const { placedToPaid, paidToShipped, shippedToDelivered, ...counts } = counted!;
    return {
      ...counts,
      placedToPaid: stepTime(placedToPaid),
      paidToShipped: stepTime(paidToShipped),
      shippedToDelivered: stepTime(shippedToDelivered),
    };
  }
}

const between = (earlier: string, later: string) =>
  `percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM ${later} - ${earlier})::float8)`;

const statement = `
  WITH placed AS (SELECT * FROM order_milestones WHERE placed_at >= $1::timestamptz AND placed_at < $2::timestamptz),
  reasons AS (
    SELECT cancel_reason AS reason, count(*)::integer AS orders FROM placed WHERE cancelled_at IS NOT NULL
    GROUP BY cancel_reason ORDER BY count(*) DESC, cancel_reason LIMIT $3
  )
  SELECT
    (SELECT coalesce(sum(registrations), 0)::integer FROM registration_minute
     WHERE bucket >= date_trunc('minute', $1::timestamptz, 'UTC') AND bucket < $2::timestamptz) AS registered,
    count(*)::integer AS placed,
    (count(*) FILTER (WHERE rejected_at IS NOT NULL AND cancelled_at IS NULL))::integer AS rejected,
    count(paid_at)::integer AS paid,
    count(cancelled_at)::integer AS cancelled,
    (SELECT coalesce(json_agg(reasons), '[]') FROM reasons) AS "cancelledByReason",
    count(shipped_at)::integer AS shipped,
    count(delivered_at)::integer AS delivered,
    ${between('placed_at', 'paid_at')} AS "placedToPaid",
    ${between('paid_at', 'shipped_at')} AS "paidToShipped",
    ${between('shipped_at', 'delivered_at')} AS "shippedToDelivered"
  FROM placed`;

function stepTime(times: Times): StepTime | null {
  return times && { median: rounded(times[0]), p95: rounded(times[1]) };
}

/** To the millisecond, which is how exactly times are noted. */
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
