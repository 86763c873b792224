import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { Dispatch } from '../domain/order-delivery.js';
import { markShipped } from '../domain/order-delivery.js';
import { Order } from '../domain/order.js';

/** The process that sends it remembers it: what tells of the customer is a field of its own, under the customer's key. */
export class MarkShipped extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
    readonly trackingNumber: string,
    readonly dispatch: Omit<Dispatch, 'trackingNumber'>,
  ) {
    super();
  }
}

@CommandHandler(MarkShipped)
export class MarkShippedHandler implements ICommandHandler<MarkShipped> {
  constructor(private readonly log: Log) {}

  execute({ orderId, trackingNumber, dispatch }: MarkShipped) {
    return this.log.transact(Order, orderId, (order) => markShipped(order, { ...dispatch, trackingNumber }));
  }
}
