import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { complete } from '../domain/order-delivery.js';
import { Order } from '../domain/order.js';

export class CompleteOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly completedAt: string,
  ) {
    super();
  }
}

@CommandHandler(CompleteOrder)
export class CompleteOrderHandler implements ICommandHandler<CompleteOrder> {
  constructor(private readonly log: Log) {}

  execute({ orderId, completedAt }: CompleteOrder) {
    return this.log.transact(Order, orderId, (order) => complete(order, completedAt));
  }
}
