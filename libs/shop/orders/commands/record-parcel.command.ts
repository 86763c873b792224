import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { FurtherParcel } from '../domain/order-parcels.js';
import { recordParcel } from '../domain/order-parcels.js';
import { Order } from '../domain/order.js';

export class RecordParcel extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly parcel: FurtherParcel,
  ) {
    super();
  }
}

@CommandHandler(RecordParcel)
export class RecordParcelHandler implements ICommandHandler<RecordParcel> {
  constructor(private readonly log: Log) {}

  execute({ orderId, parcel }: RecordParcel) {
    return this.log.transact(Order, orderId, (order) => recordParcel(order, parcel));
  }
}
