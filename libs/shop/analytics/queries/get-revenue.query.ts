import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Money } from '#platform/core';
import { Clock } from '#platform/core';
import { period } from './period.js';

export type BucketSize = 'minute' | 'hour' | 'day';

export interface RevenueBucket {
  readonly bucket: string;
  readonly currency: string;
  readonly orders: number;
  readonly revenue: Money;
  readonly refunds: Money;
}

interface Sums {
  readonly bucket: Date;
  readonly currency: string;
  readonly orders: string;
  readonly revenue: string;
  readonly refunds: string;
}

export class GetRevenue extends Query<readonly RevenueBucket[]> {
  constructor(
    readonly from: string | undefined,
    readonly to: string | undefined,
    readonly size: BucketSize,
  ) {
    super();
  }
}

@QueryHandler(GetRevenue)
export class GetRevenueHandler implements IQueryHandler<GetRevenue> {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ from: asked, to: until, size }: GetRevenue) {
    const { from, to } = period(asked, until, this.clock.now());
    const sums = await this.database.query<Sums[]>(
      `SELECT date_trunc($1, bucket, 'UTC') AS bucket, currency,
              sum(orders) AS orders, sum(revenue) AS revenue, sum(refunds) AS refunds
       FROM revenue_minute
       WHERE bucket >= date_trunc($1, $2::timestamptz, 'UTC') AND bucket < $3::timestamptz
       GROUP BY 1, 2
       ORDER BY 1, 2`,
      [size, from, to],
    );
    return sums.map(toBucket);
  }
}

function toBucket({ bucket, currency, orders, revenue, refunds }: Sums): RevenueBucket {
  return {
    bucket: bucket.toISOString(),
    currency,
    orders: Number(orders),
    revenue: { amount: Number(revenue), currency },
    refunds: { amount: Number(refunds), currency },
  };
}
