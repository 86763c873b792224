import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ShipmentNotFound } from '../domain/shipment.errors.js';
import { ShipmentView } from '../projections/shipment-view.js';

export class GetShipment extends Query<ShipmentView> {
  constructor(
    readonly shipmentId: string,
    /** Only if it is this customer's. */
    readonly customerId: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetShipment)
export class GetShipmentHandler implements IQueryHandler<GetShipment> {
  constructor(private readonly database: DataSource) {}

  async execute({ shipmentId, customerId }: GetShipment) {
    const owner = customerId === undefined ? {} : { customerId };
    const shipment = await this.database.getRepository(ShipmentView).findOneBy({ shipmentId, ...owner });
    if (shipment === null) throw new ShipmentNotFound();
    return shipment;
  }
}
