import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { deliver } from '../domain/shipment-delivery.js';
import { isWhole, Shipment } from '../domain/shipment.js';

export class DeliverShipment extends Command<{ readonly isWhole: boolean }> {
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

  async execute({ shipmentId }: DeliverShipment) {
    let whole = true;
    await this.log.transact(Shipment, shipmentId, (shipment) => {
      whole = isWhole(shipment);
      return deliver(shipment, this.clock.now());
    });
    return { isWhole: whole };
  }
}
