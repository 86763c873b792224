import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { Log } from '#platform/log';
import { Payment } from '../domain/payment.js';
import { cancel } from '../domain/refund.js';

export class CancelPayment extends Command<Receipt> {
  constructor(
    readonly paymentId: string,
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(CancelPayment)
export class CancelPaymentHandler implements ICommandHandler<CancelPayment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  execute({ paymentId, orderId, reason }: CancelPayment) {
    const refundId = this.ids.next();
    return this.log.transact(Payment, paymentId, (payment) =>
      cancel(payment, { paymentId, orderId, reason, refundId, cancelledAt: this.clock.now() }),
    );
  }
}
