import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { deliverParcel } from '../domain/shipment-delivery.js';
import { Shipment } from '../domain/shipment.js';

export class DeliverParcel extends Command<Receipt> {
  constructor(
    readonly shipmentId: string,
    readonly parcel: number,
  ) {
    super();
  }
}

@CommandHandler(DeliverParcel)
export class DeliverParcelHandler implements ICommandHandler<DeliverParcel> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ shipmentId, parcel }: DeliverParcel) {
    return this.log.transact(Shipment, shipmentId, (shipment) => deliverParcel(shipment, parcel, this.clock.now()));
  }
}
