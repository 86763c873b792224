import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Freshness } from '#platform/consumers';
import type { Position } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Order, withdraw } from '../domain/order.js';
import { OpenOrders } from '../queries/open-orders.js';

/** Cancels the open orders of a customer who closed the account; in the log that is said at `forgottenAt`. */
export class WithdrawOrders extends Command<void> {
  constructor(
    readonly customerId: string,
    readonly forgottenAt: Position,
  ) {
    super();
  }
}

@CommandHandler(WithdrawOrders)
export class WithdrawOrdersHandler implements ICommandHandler<WithdrawOrders> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
    private readonly orders: OpenOrders,
  ) {}

  // Behind that place of the log there is no other order of this customer, and before it the read model shows them all.
  // What was dispatched by now must be known, or a parcel on its way would be cancelled.
  async execute({ customerId, forgottenAt }: WithdrawOrders) {
    await this.freshness.shown('orders', forgottenAt);
    await this.freshness.catchUp('orders', 'shipping');
    const now = this.clock.now();
    for (const orderId of await this.orders.of(customerId))
      await this.log.transact(Order, orderId, (order) => withdraw(order, now));
  }
}
