import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { list, Product } from '../domain/product.js';

export class ListProduct extends Command<Receipt> {
  constructor(readonly sku: string) {
    super();
  }
}

@CommandHandler(ListProduct)
export class ListProductHandler implements ICommandHandler<ListProduct> {
  constructor(private readonly log: Log) {}

  execute({ sku }: ListProduct) {
    return this.log.transact(Product, sku, list);
  }
}
