import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { Log } from '#platform/log';
import { Payment, recordCapture } from '../domain/payment.js';

export class RecordCapture extends Command<Receipt> {
  constructor(
    readonly paymentId: string,
    readonly reference: string,
  ) {
    super();
  }
}

@CommandHandler(RecordCapture)
export class RecordCaptureHandler implements ICommandHandler<RecordCapture> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  execute({ paymentId, reference }: RecordCapture) {
    const refundId = this.ids.next();
    return this.log.transact(Payment, paymentId, (payment) =>
      recordCapture(payment, { reference, capturedAt: this.clock.now(), refundId }),
    );
  }
}
