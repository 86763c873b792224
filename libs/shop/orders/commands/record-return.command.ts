import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { ReturnedGoods } from '../domain/order-parcels.js';
import { recordReturn } from '../domain/order-parcels.js';
import { Order } from '../domain/order.js';

export class RecordReturn extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly returned: ReturnedGoods,
  ) {
    super();
  }
}

@CommandHandler(RecordReturn)
export class RecordReturnHandler implements ICommandHandler<RecordReturn> {
  constructor(private readonly log: Log) {}

  execute({ orderId, returned }: RecordReturn) {
    return this.log.transact(Order, orderId, (order) => recordReturn(order, returned));
  }
}
