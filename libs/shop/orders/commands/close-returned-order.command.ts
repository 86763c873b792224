import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { closeReturned } from '../domain/order-parcels.js';
import { Order } from '../domain/order.js';

export class CloseReturnedOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly returnedAt: string,
  ) {
    super();
  }
}

@CommandHandler(CloseReturnedOrder)
export class CloseReturnedOrderHandler implements ICommandHandler<CloseReturnedOrder> {
  constructor(private readonly log: Log) {}

  execute({ orderId, returnedAt }: CloseReturnedOrder) {
    return this.log.transact(Order, orderId, (order) => closeReturned(order, returnedAt));
  }
}
