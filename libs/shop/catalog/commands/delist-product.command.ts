import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { delist, Product } from '../domain/product.js';

export class DelistProduct extends Command<Receipt> {
  constructor(readonly sku: string) {
    super();
  }
}

@CommandHandler(DelistProduct)
export class DelistProductHandler implements ICommandHandler<DelistProduct> {
  constructor(private readonly log: Log) {}

  execute({ sku }: DelistProduct) {
    return this.log.transact(Product, sku, delist);
  }
}
