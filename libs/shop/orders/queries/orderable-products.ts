import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource, In } from 'typeorm';
import { Freshness } from '#platform/consumers';
import type { OrderableProduct } from '../domain/order-lines.js';
import { Product } from '../projections/product.projection.js';

/** What can be ordered now. Orders that are placed at the same moment look it up in one query. */
@Injectable()
export class OrderableProducts {
  private readonly listed = new DataLoader((skus: readonly string[]) => this.read(skus), {
    cache: false,
    batchScheduleFn: setImmediate,
  });

  constructor(
    private readonly database: DataSource,
    private readonly freshness: Freshness,
  ) {}

  /** The listed ones among these. One that is not known as listed may have been listed a moment ago: then the catalogue is heard out. */
  async among(skus: readonly string[]): Promise<readonly OrderableProduct[]> {
    const known = await this.lookUp(skus);
    if (known.length === skus.length) return known;
    await this.freshness.catchUp('orders', 'catalog');
    return this.lookUp(skus);
  }

  private async lookUp(skus: readonly string[]): Promise<readonly OrderableProduct[]> {
    const products = await this.listed.loadMany(skus);
    return products.flatMap((product) => {
      if (product instanceof Error) throw product;
      return product ?? [];
    });
  }

  private async read(skus: readonly string[]): Promise<readonly (OrderableProduct | undefined)[]> {
    const rows = await this.database.getRepository(Product).findBy({ sku: In([...new Set(skus)]), listed: true });
    const bySku = new Map(
      rows.map(({ sku, title, amount, currency }) => [sku, { sku, title, price: { amount, currency } }]),
    );
    return skus.map((sku) => bySku.get(sku));
  }
}
