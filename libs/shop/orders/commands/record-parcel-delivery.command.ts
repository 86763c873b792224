import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { recordParcelDelivery } from '../domain/order-parcels.js';
import { Order } from '../domain/order.js';

export class RecordParcelDelivery extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly parcel: number,
    readonly deliveredAt: string,
  ) {
    super();
  }
}

@CommandHandler(RecordParcelDelivery)
export class RecordParcelDeliveryHandler implements ICommandHandler<RecordParcelDelivery> {
  constructor(private readonly log: Log) {}

  execute({ orderId, parcel, deliveredAt }: RecordParcelDelivery) {
    return this.log.transact(Order, orderId, (order) => recordParcelDelivery(order, parcel, deliveredAt));
  }
}
