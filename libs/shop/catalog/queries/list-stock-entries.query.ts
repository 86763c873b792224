import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ProductNotFound } from '../domain/catalog.errors.js';
import { ProductView } from '../projections/product-view.projection.js';
import { StockEntry } from '../projections/stock-entry.js';

const place = z.tuple([z.int32()]);

/** The stock ledger of a product, the newest entry first. */
export class ListStockEntries extends Query<Page<StockEntry>> {
  constructor(
    readonly sku: string,
    readonly limit: number,
    readonly after: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListStockEntries)
export class ListStockEntriesHandler implements IQueryHandler<ListStockEntries> {
  constructor(private readonly database: DataSource) {}

  async execute({ sku, limit, after }: ListStockEntries) {
    if (!(await this.database.getRepository(ProductView).existsBy({ sku }))) throw new ProductNotFound();
    const entries = this.database.getRepository(StockEntry).createQueryBuilder('e').where('e.sku = :sku', { sku });
    entries.orderBy('e.entry', 'DESC').limit(limit + 1);
    if (after !== undefined) entries.andWhere('e.entry < :entry', { entry: decodeCursor(after, place)[0] });
    return page(await entries.getMany(), limit, ({ entry }) => [entry]);
  }
}
