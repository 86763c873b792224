import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Payment, recordDecline } from '../domain/payment.js';

export class RecordProviderDecline extends Command<Receipt> {
  constructor(
    readonly paymentId: string,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(RecordProviderDecline)
export class RecordProviderDeclineHandler implements ICommandHandler<RecordProviderDecline> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ paymentId, reason }: RecordProviderDecline) {
    return this.log.transact(Payment, paymentId, (payment) => recordDecline(payment, reason, this.clock.now()));
  }
}
