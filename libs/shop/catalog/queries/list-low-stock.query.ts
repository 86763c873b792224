import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ProductView } from '../projections/product-view.projection.js';

const place = z.tuple([z.int(), z.string()]);

/** Products of which fewer can be ordered than this, those with the fewest first. */
export class ListLowStock extends Query<Page<ProductView>> {
  constructor(
    readonly below: number,
    readonly limit: number,
    readonly after: string | undefined,
  ) {
    super();
  }
}

// No index orders products by their stock: it would have to be written at each order, for a list that is seldom asked for.
@QueryHandler(ListLowStock)
export class ListLowStockHandler implements IQueryHandler<ListLowStock> {
  constructor(private readonly database: DataSource) {}

  async execute({ below, limit, after }: ListLowStock) {
    const products = this.database.getRepository(ProductView).createQueryBuilder('p');
    products
      .where('p.available < :below', { below })
      .orderBy('p.available')
      .addOrderBy('p.sku')
      .limit(limit + 1);
    if (after !== undefined) {
      const [available, sku] = decodeCursor(after, place);
      products.andWhere('(p.available, p.sku) > (:available, :sku)', { available, sku });
    }
    return page(await products.getMany(), limit, ({ available, sku }) => [available, sku]);
  }
}
