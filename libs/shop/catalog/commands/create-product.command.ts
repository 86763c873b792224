import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Money, Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { create, Product } from '../domain/product.js';
import { open, Stock } from '../domain/stock.js';

export interface NewProduct {
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly price: Money;
}

export class CreateProduct extends Command<Receipt> {
  constructor(
    readonly product: NewProduct,
    readonly stock: number,
  ) {
    super();
  }
}

@CommandHandler(CreateProduct)
export class CreateProductHandler implements ICommandHandler<CreateProduct> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ product, stock: units }: CreateProduct) {
    const now = this.clock.now();
    return this.log.atomically(async () => {
      await this.log.transact(Product, product.sku, (state) => create(state, { ...product, createdAt: now }));
      await this.log.transact(Stock, product.sku, (state) => open(state, product.sku, units, now));
    });
  }
}
