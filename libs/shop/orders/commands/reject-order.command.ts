import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Order, reject } from '../domain/order.js';

export class RejectOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
    readonly skus: readonly string[],
  ) {
    super();
  }
}

@CommandHandler(RejectOrder)
export class RejectOrderHandler implements ICommandHandler<RejectOrder> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId, reason, skus }: RejectOrder) {
    return this.log.transact(Order, orderId, (order) => reject(order, reason, skus, this.clock.now()));
  }
}
