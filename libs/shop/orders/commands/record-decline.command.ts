import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { recordDecline } from '../domain/order-payment.js';
import { Order } from '../domain/order.js';

export class RecordDecline extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly paymentId: string,
    readonly reason: string,
    readonly declinedAt: string,
  ) {
    super();
  }
}

@CommandHandler(RecordDecline)
export class RecordDeclineHandler implements ICommandHandler<RecordDecline> {
  constructor(private readonly log: Log) {}

  execute({ orderId, paymentId, reason, declinedAt }: RecordDecline) {
    return this.log.transact(Order, orderId, (order) => recordDecline(order, paymentId, reason, declinedAt));
  }
}
