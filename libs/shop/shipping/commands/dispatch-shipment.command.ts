import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Freshness } from '#platform/consumers';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { dispatch, type Dispatch, numberOf } from '../domain/shipment-dispatch.js';
import { Shipment } from '../domain/shipment.js';

export class DispatchShipment extends Command<{ readonly parcel: number }> {
  constructor(
    readonly shipmentId: string,
    readonly wanted: Dispatch,
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
  async execute({ shipmentId, wanted }: DispatchShipment) {
    await this.freshness.catchUp('shipping', 'orders');
    let parcel = 0;
    await this.log.transact(Shipment, shipmentId, (shipment) => {
      parcel = numberOf(shipment, wanted);
      return dispatch(shipment, wanted, this.clock.now());
    });
    return { parcel };
  }
}
