import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Order, expire } from '../domain/order.js';

export class ExpireOrder extends Command<Receipt> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(ExpireOrder)
export class ExpireOrderHandler implements ICommandHandler<ExpireOrder> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId }: ExpireOrder) {
    return this.log.transact(Order, orderId, (order) => expire(order, this.clock.now()));
  }
}
