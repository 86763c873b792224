import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Money } from '#platform/core';
import { Clock } from '#platform/core';
import { period } from './period.js';

export type BestSellersOrder = 'revenue' | 'quantity';

export interface BestSeller {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly revenue: Money;
}

interface Sums {
  readonly sku: string;
  readonly title: string | null;
  readonly currency: string;
  readonly quantity: string;
  readonly revenue: string;
}

export class GetBestSellers extends Query<readonly BestSeller[]> {
  constructor(
    readonly from: string | undefined,
    readonly to: string | undefined,
    readonly sort: BestSellersOrder,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetBestSellers)
export class GetBestSellersHandler implements IQueryHandler<GetBestSellers> {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ from: asked, to: until, sort, limit }: GetBestSellers) {
    const { from, to } = period(asked, until, this.clock.now());
    const sums = await this.database.query<Sums[]>(
      `SELECT sold.*, title FROM (
         SELECT sku, currency, sum(quantity) AS quantity, sum(revenue) AS revenue
         FROM product_minute
         WHERE bucket >= date_trunc('minute', $1::timestamptz, 'UTC') AND bucket < $2::timestamptz
         GROUP BY sku, currency
         HAVING sum(quantity) > 0
       ) sold LEFT JOIN product_title USING (sku)
       ORDER BY CASE $3 WHEN 'quantity' THEN quantity ELSE revenue END DESC, sku, currency
       LIMIT $4`,
      [from, to, sort, limit],
    );
    return sums.map(toBestSeller);
  }
}

function toBestSeller({ sku, title, currency, quantity, revenue }: Sums): BestSeller {
  return {
    sku,
    title: title ?? sku,
    quantity: Number(quantity),
    revenue: { amount: Number(revenue), currency },
  };
}
