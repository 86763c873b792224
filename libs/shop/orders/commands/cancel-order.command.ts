import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Freshness } from '#platform/consumers';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { OnBehalfOf } from '../domain/order.js';
import { Order, cancel } from '../domain/order.js';

export class CancelOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
    readonly onBehalfOf: OnBehalfOf,
  ) {
    super();
  }
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  // What was dispatched before this was asked must be known, or a parcel on its way would be cancelled.
  async execute({ orderId, reason, onBehalfOf }: CancelOrder) {
    await this.freshness.catchUp('orders', 'shipping');
    return this.log.transact(Order, orderId, (order) => cancel(order, reason, this.clock.now(), onBehalfOf));
  }
}
