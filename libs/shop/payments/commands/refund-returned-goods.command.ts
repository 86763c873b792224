import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Payment } from '../domain/payment.js';
import { refundReturned } from '../domain/refund.js';

export interface ReturnedGoods {
  readonly paymentId: string;
  readonly returnId: string;
  readonly amount: number;
  readonly reason: string;
}

export class RefundReturnedGoods extends Command<Receipt> {
  constructor(readonly returned: ReturnedGoods) {
    super();
  }
}

@CommandHandler(RefundReturnedGoods)
export class RefundReturnedGoodsHandler implements ICommandHandler<RefundReturnedGoods> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ returned: { paymentId, returnId: refundId, amount, reason } }: RefundReturnedGoods) {
    return this.log.transact(Payment, paymentId, (payment) =>
      refundReturned(payment, { refundId, amount, reason, requestedAt: this.clock.now() }),
    );
  }
}
