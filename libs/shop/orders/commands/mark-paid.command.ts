import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { markPaid } from '../domain/order-payment.js';
import { Order } from '../domain/order.js';

export class MarkPaid extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly paymentId: string,
    readonly paidAt: string,
  ) {
    super();
  }
}

@CommandHandler(MarkPaid)
export class MarkPaidHandler implements ICommandHandler<MarkPaid> {
  constructor(private readonly log: Log) {}

  execute({ orderId, paymentId, paidAt }: MarkPaid) {
    return this.log.transact(Order, orderId, (order) => markPaid(order, paymentId, paidAt));
  }
}
