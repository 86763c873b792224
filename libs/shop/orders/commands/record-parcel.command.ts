import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import type { FurtherParcel } from '../domain/order-parcels.js';
import { recordParcel } from '../domain/order-parcels.js';
import { Order } from '../domain/order.js';

/** The process that sends it remembers it: what tells of the customer is a field of its own, under the customer's key. */
export class RecordParcel extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
    readonly trackingNumber: string,
    readonly parcel: Omit<FurtherParcel, 'trackingNumber'>,
  ) {
    super();
  }
}

@CommandHandler(RecordParcel)
export class RecordParcelHandler implements ICommandHandler<RecordParcel> {
  constructor(private readonly log: Log) {}

  execute({ orderId, trackingNumber, parcel }: RecordParcel) {
    return this.log.transact(Order, orderId, (order) => recordParcel(order, { ...parcel, trackingNumber }));
  }
}
