import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { Dispatch } from '../domain/order-delivery.js';
import { markShipped } from '../domain/order-delivery.js';
import { Order } from '../domain/order.js';

export class MarkShipped extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly dispatch: Dispatch,
  ) {
    super();
  }
}

@CommandHandler(MarkShipped)
export class MarkShippedHandler implements ICommandHandler<MarkShipped> {
  constructor(private readonly log: Log) {}

  execute({ orderId, dispatch }: MarkShipped) {
    return this.log.transact(Order, orderId, (order) => markShipped(order, dispatch));
  }
}
