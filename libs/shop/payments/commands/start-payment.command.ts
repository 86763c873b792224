import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Money, Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Payment, start } from '../domain/payment.js';

export interface DuePayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
  readonly token: string;
  readonly attempt: number;
}

export class StartPayment extends Command<Receipt> {
  constructor(readonly due: DuePayment) {
    super();
  }
}

@CommandHandler(StartPayment)
export class StartPaymentHandler implements ICommandHandler<StartPayment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ due }: StartPayment) {
    return this.log.transact(Payment, due.paymentId, (payment) =>
      start(payment, { ...due, startedAt: this.clock.now() }),
    );
  }
}
