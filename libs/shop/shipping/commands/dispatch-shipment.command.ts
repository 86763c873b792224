import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Freshness } from '#platform/consumers';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { dispatch, Shipment } from '../domain/shipment.js';

export class DispatchShipment extends Command<Receipt> {
  constructor(
    readonly shipmentId: string,
    readonly carrier: string,
    readonly trackingNumber: string,
  ) {
    super();
  }
}

@CommandHandler(DispatchShipment)
export class DispatchShipmentHandler implements ICommandHandler<DispatchShipment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  // An order that was cancelled before this was asked must be known, or its parcel would leave.
  async execute({ shipmentId, carrier, trackingNumber }: DispatchShipment) {
    await this.freshness.catchUp('shipping', 'orders');
    return this.log.transact(Shipment, shipmentId, (shipment) =>
      dispatch(shipment, { carrier, trackingNumber }, this.clock.now()),
    );
  }
}
