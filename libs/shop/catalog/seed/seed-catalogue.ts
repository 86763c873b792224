import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { flag, setting } from '#platform/config';
import { Log } from '#platform/log';
import { CreateProduct } from '../commands/create-product.command.js';
import { ListProduct } from '../commands/list-product.command.js';
import { SkuTaken } from '../domain/catalog.errors.js';
import { ProductView } from '../projections/product-view.projection.js';
import type { SeedProduct } from './family.js';
import { seedProducts } from './seed-products.js';

const seedCatalogue = setting('SEED_CATALOGUE', flag, 'whether a catalogue of 200 products is offered', {
  default: 'false',
});

/** Offers a catalogue, once: what staff have made of its products since then stays. */
@Injectable()
export class SeedCatalogue implements OnApplicationBootstrap {
  constructor(
    private readonly commands: CommandBus,
    private readonly log: Log,
    private readonly database: DataSource,
  ) {}

  async onApplicationBootstrap() {
    if (!seedCatalogue.value) return;
    const missing = await this.missing();
    if (missing.length > 0) await this.log.atomically(() => this.offer(missing));
  }

  private async missing(): Promise<readonly SeedProduct[]> {
    const known = await this.database.getRepository(ProductView).find({ select: { sku: true } });
    const skus = new Set(known.map(({ sku }) => sku));
    return seedProducts.filter(({ sku }) => !skus.has(sku));
  }

  private async offer(products: readonly SeedProduct[]) {
    for (const { stock, ...product } of products) {
      try {
        await this.commands.execute(new CreateProduct(product, stock));
        await this.commands.execute(new ListProduct(product.sku));
      } catch (error) {
        if (!(error instanceof SkuTaken)) throw error;
      }
    }
  }
}
