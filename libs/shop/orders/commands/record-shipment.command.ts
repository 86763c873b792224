import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Log } from '#platform/log';
import { recordShipment } from '../domain/order-delivery.js';
import { Order } from '../domain/order.js';

export class RecordShipment extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly shipmentId: string,
    readonly preparedAt: string,
  ) {
    super();
  }
}

@CommandHandler(RecordShipment)
export class RecordShipmentHandler implements ICommandHandler<RecordShipment> {
  constructor(private readonly log: Log) {}

  execute({ orderId, shipmentId, preparedAt }: RecordShipment) {
    return this.log.transact(Order, orderId, (order) => recordShipment(order, shipmentId, preparedAt));
  }
}
