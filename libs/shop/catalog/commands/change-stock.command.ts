import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { adjust, available, Stock } from '../domain/stock.js';

export class ChangeStock extends Command<{ readonly stock: number }> {
  constructor(
    readonly sku: string,
    readonly change: number,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(ChangeStock)
export class ChangeStockHandler implements ICommandHandler<ChangeStock> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  async execute({ sku, change, reason }: ChangeStock) {
    await this.log.transact(Stock, sku, (stock) => adjust(stock, change, reason, this.clock.now()));
    const { state } = await this.log.load(Stock, sku);
    return { stock: available(state) };
  }
}
