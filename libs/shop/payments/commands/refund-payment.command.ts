import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import { Payment } from '../domain/payment.js';
import { requestRefund } from '../domain/refund.js';

export class RefundPayment extends Command<{ readonly refundId: string }> {
  constructor(
    readonly paymentId: string,
    readonly amount: number | undefined,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ paymentId, amount, reason }: RefundPayment) {
    const refundId = currentExecution()?.commandId ?? this.ids.next();
    await this.log.transact(Payment, paymentId, (payment) =>
      requestRefund(payment, { refundId, amount, reason, requestedAt: this.clock.now() }),
    );
    return { refundId };
  }
}
