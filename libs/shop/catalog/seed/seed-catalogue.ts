import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { flag, setting } from '#platform/config';
import { CreateProduct } from '../commands/create-product.command.js';
import { ListProduct } from '../commands/list-product.command.js';
import { SkuTaken } from '../domain/catalog.errors.js';
import { seedProducts } from './seed-products.js';

const seedCatalogue = setting('SEED_CATALOGUE', flag, 'whether a small catalogue is offered in an empty shop', {
  default: 'false',
});

/** Offers a small catalogue, once. */
@Injectable()
export class SeedCatalogue implements OnApplicationBootstrap {
  constructor(private readonly commands: CommandBus) {}

  async onApplicationBootstrap() {
    if (seedCatalogue.value) await Promise.all(seedProducts.map((product) => this.offer(product)));
  }

  private async offer({ stock, ...product }: (typeof seedProducts)[number]) {
    try {
      await this.commands.execute(new CreateProduct(product, stock));
      await this.commands.execute(new ListProduct(product.sku));
    } catch (error) {
      if (!(error instanceof SkuTaken)) throw error;
    }
  }
}
