import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import { Customer } from '../domain/customer.js';
import { AccountClosed } from '../domain/order.errors.js';
import { payAgain } from '../domain/order-payment.js';
import type { OnBehalfOf } from '../domain/order.js';
import { Order } from '../domain/order.js';

export class PayAgain extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly token: string,
    readonly onBehalfOf: OnBehalfOf,
  ) {
    super();
  }
}

@CommandHandler(PayAgain)
export class PayAgainHandler implements ICommandHandler<PayAgain> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ orderId, token, onBehalfOf }: PayAgain) {
    await this.refuseForgotten(onBehalfOf);
    const paymentId = currentExecution()?.commandId ?? this.ids.next();
    return this.log.transact(Order, orderId, (order) =>
      payAgain(order, { paymentId, token, requestedAt: this.clock.now(), onBehalfOf }),
    );
  }

  private async refuseForgotten(customerId: OnBehalfOf): Promise<void> {
    if (customerId === undefined) return;
    const { state } = await this.log.load(Customer, customerId);
    if (state.status === 'forgotten') throw new AccountClosed();
  }
}
