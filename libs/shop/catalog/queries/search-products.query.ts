import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ProductView } from '../projections/product-view.projection.js';
import type { WantedProducts } from './list-products.query.js';

const place = z.tuple([z.number(), z.string()]);
const query = `websearch_to_tsquery('english', :search)`;
const rank = `ts_rank(p.search, ${query})`;

export class SearchProducts extends Query<Page<ProductView>> {
  constructor(
    readonly search: string,
    readonly wanted: WantedProducts,
  ) {
    super();
  }
}

@QueryHandler(SearchProducts)
export class SearchProductsHandler implements IQueryHandler<SearchProducts> {
  constructor(private readonly database: DataSource) {}

  async execute({ search, wanted }: SearchProducts) {
    const { entities, raw } = await this.bestFirst(search, wanted).getRawAndEntities<{ rank: number }>();
    const found = entities.map((product, index) => ({ product, rank: raw[index]!.rank }));
    return page(found, wanted.limit, ({ product, rank }) => [rank, product.sku]).map(({ product }) => product);
  }

  private bestFirst(search: string, { unlistedToo, limit, after }: WantedProducts) {
    const products = this.database.getRepository(ProductView).createQueryBuilder('p').addSelect(rank, 'rank');
    products
      .where(`p.search @@ ${query}`, { search })
      .orderBy('rank', 'DESC')
      .addOrderBy('p.sku')
      .limit(limit + 1);
    if (!unlistedToo) products.andWhere('p.listed');
    if (after === undefined) return products;
    const [least, sku] = decodeCursor(after, place);
    const behind = `(${rank} < CAST(:least AS real) OR (${rank} = CAST(:least AS real) AND p.sku > :sku))`;
    return products.andWhere(behind, { least, sku });
  }
}
