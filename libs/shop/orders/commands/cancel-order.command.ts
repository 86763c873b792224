import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { OnBehalfOf } from '../domain/order.js';
import { Order, cancel } from '../domain/order.js';

export class CancelOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
    readonly onBehalfOf: OnBehalfOf,
  ) {
    super();
  }
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId, reason, onBehalfOf }: CancelOrder) {
    return this.log.transact(Order, orderId, (order) => cancel(order, reason, this.clock.now(), onBehalfOf));
  }
}
