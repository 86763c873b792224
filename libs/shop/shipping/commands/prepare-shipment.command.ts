import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import type { ShippedLine, ShippingAddress } from '../domain/shipment.events.js';
import { prepare, Shipment, shipmentIdOf } from '../domain/shipment.js';

export interface PaidOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly ShippedLine[];
  readonly shippingAddress: ShippingAddress;
}

export class PrepareShipment extends Command<Receipt> {
  constructor(readonly order: PaidOrder) {
    super();
  }
}

@CommandHandler(PrepareShipment)
export class PrepareShipmentHandler implements ICommandHandler<PrepareShipment> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ order }: PrepareShipment) {
    const shipmentId = shipmentIdOf(order.orderId);
    return this.log.transact(Shipment, shipmentId, (shipment) =>
      prepare(shipment, { shipmentId, ...order, preparedAt: this.clock.now() }),
    );
  }
}
