import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ProductView } from '../projections/product-view.projection.js';

const place = z.tuple([z.string()]);

export interface WantedProducts {
  readonly unlistedToo: boolean;
  readonly limit: number;
  readonly after: string | undefined;
}

export class ListProducts extends Query<Page<ProductView>> {
  constructor(readonly wanted: WantedProducts) {
    super();
  }
}

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted: { unlistedToo, limit, after } }: ListProducts) {
    const products = this.database.getRepository(ProductView).createQueryBuilder('p');
    products.orderBy('p.sku').limit(limit + 1);
    if (!unlistedToo) products.andWhere('p.listed');
    if (after !== undefined) products.andWhere('p.sku > :sku', { sku: decodeCursor(after, place)[0] });
    return page(await products.getMany(), limit, ({ sku }) => [sku]);
  }
}
