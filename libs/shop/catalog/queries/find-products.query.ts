import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ProductView } from '../projections/product-view.projection.js';
import { behind, orderOf, placeIn, type ProductOrder, type ProductSort, searched } from './product-order.js';
import { searchWords } from './search-words.js';

export interface WantedProducts {
  /** Words to look for; all products when there are none. */
  readonly search: string | undefined;
  readonly sort: ProductSort;
  readonly unlistedToo: boolean;
  readonly limit: number;
  readonly after: string | undefined;
}

export class FindProducts extends Query<Page<ProductView>> {
  constructor(readonly wanted: WantedProducts) {
    super();
  }
}

@QueryHandler(FindProducts)
export class FindProductsHandler implements IQueryHandler<FindProducts> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted: { search: typed = '', sort, unlistedToo, limit, after } }: FindProducts) {
    const search = typed.trim();
    const order = orderOf(sort, search !== '');
    const products = this.database
      .getRepository(ProductView)
      .createQueryBuilder('p')
      .limit(limit + 1);
    if (search !== '') lookFor(products, search);
    if (!unlistedToo) products.andWhere('p.listed');
    order.forEach(({ expression }, key) => products.addSelect(`(${expression})`, `key${key}`).addOrderBy(`key${key}`));
    if (after !== undefined) products.andWhere(behind(order), placeOf(after, order));
    const { entities, raw } = await products.getRawAndEntities<Readonly<Record<string, unknown>>>();
    const found = entities.map((product, row) => ({ product, place: order.map((_, key) => raw[row]![`key${key}`]) }));
    return page(found, limit, ({ place }) => place).map(({ product }) => product);
  }
}

function lookFor(products: SelectQueryBuilder<ProductView>, search: string): void {
  const { before, last } = searchWords(search);
  products.where(`p.search @@ ${searched}`, { before, last, beginning: last === '' ? '' : `${last}:*` });
}

function placeOf(cursor: string, order: ProductOrder): Record<string, unknown> {
  return Object.fromEntries(decodeCursor(cursor, placeIn(order)).map((value, key) => [`key${key}`, value]));
}
