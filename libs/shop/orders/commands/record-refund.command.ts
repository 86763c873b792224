import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { RefundedPart } from '../domain/order-payment.js';
import { recordRefund } from '../domain/order-payment.js';
import { Order } from '../domain/order.js';

export class RecordRefund extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly part: RefundedPart,
  ) {
    super();
  }
}

@CommandHandler(RecordRefund)
export class RecordRefundHandler implements ICommandHandler<RecordRefund> {
  constructor(private readonly log: Log) {}

  execute({ orderId, part }: RecordRefund) {
    return this.log.transact(Order, orderId, (order) => recordRefund(order, part));
  }
}
