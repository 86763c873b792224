import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Log } from '#platform/log';
import type { KnownProduct, ProductChanges } from '../domain/product.js';
import { edit, existing, Product } from '../domain/product.js';

export class EditProduct extends Command<{ readonly product: KnownProduct; readonly version: number }> {
  constructor(
    readonly sku: string,
    readonly changes: ProductChanges,
    readonly expectedVersion: number | undefined,
  ) {
    super();
  }
}

@CommandHandler(EditProduct)
export class EditProductHandler implements ICommandHandler<EditProduct> {
  constructor(private readonly log: Log) {}

  async execute({ sku, changes, expectedVersion }: EditProduct) {
    const options = expectedVersion === undefined ? {} : { expectedVersion };
    await this.log.transact(Product, sku, (product) => edit(product, changes), options);
    const { state, version } = await this.log.load(Product, sku);
    return { product: existing(state), version };
  }
}
