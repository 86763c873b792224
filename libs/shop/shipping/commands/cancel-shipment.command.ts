import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { cancel } from '../domain/shipment-delivery.js';
import { Shipment, shipmentIdOf } from '../domain/shipment.js';

export class CancelShipment extends Command<Receipt> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(CancelShipment)
export class CancelShipmentHandler implements ICommandHandler<CancelShipment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ orderId }: CancelShipment) {
    return this.log.transact(Shipment, shipmentIdOf(orderId), (shipment) =>
      cancel(shipment, orderId, this.clock.now()),
    );
  }
}
