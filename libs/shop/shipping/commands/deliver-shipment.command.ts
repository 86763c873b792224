import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { deliver, Shipment } from '../domain/shipment.js';

export class DeliverShipment extends Command<Receipt> {
  constructor(readonly shipmentId: string) {
    super();
  }
}

@CommandHandler(DeliverShipment)
export class DeliverShipmentHandler implements ICommandHandler<DeliverShipment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ shipmentId }: DeliverShipment) {
    return this.log.transact(Shipment, shipmentId, (shipment) => deliver(shipment, this.clock.now()));
  }
}
