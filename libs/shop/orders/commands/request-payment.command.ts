import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { Log } from '#platform/log';
import { requestPayment } from '../domain/order-payment.js';
import { Order } from '../domain/order.js';

export class RequestPayment extends Command<Receipt> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(RequestPayment)
export class RequestPaymentHandler implements ICommandHandler<RequestPayment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  execute({ orderId }: RequestPayment) {
    const paymentId = this.ids.next();
    return this.log.transact(Order, orderId, (order) => requestPayment(order, paymentId, this.clock.now()));
  }
}
