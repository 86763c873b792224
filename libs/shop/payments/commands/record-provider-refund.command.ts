import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Payment } from '../domain/payment.js';
import { recordRefund } from '../domain/refund.js';

export class RecordProviderRefund extends Command<Receipt> {
  constructor(
    readonly paymentId: string,
    readonly refundId: string,
  ) {
    super();
  }
}

@CommandHandler(RecordProviderRefund)
export class RecordProviderRefundHandler implements ICommandHandler<RecordProviderRefund> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ paymentId, refundId }: RecordProviderRefund) {
    return this.log.transact(Payment, paymentId, (payment) => recordRefund(payment, refundId, this.clock.now()));
  }
}
