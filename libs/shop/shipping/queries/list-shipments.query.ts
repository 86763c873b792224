import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { ShipmentView } from '../projections/shipment-view.js';

const place = z.tuple([z.iso.datetime(), z.string()]);

export interface WantedShipments {
  readonly customerId: string | undefined;
  readonly orderId: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

export class ListShipments extends Query<Page<ShipmentView>> {
  constructor(readonly wanted: WantedShipments) {
    super();
  }
}

@QueryHandler(ListShipments)
export class ListShipmentsHandler implements IQueryHandler<ListShipments> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted }: ListShipments) {
    const rows = await this.newestFirst(wanted).getMany();
    return page(rows, wanted.limit, ({ preparedAt, shipmentId }) => [preparedAt, shipmentId]);
  }

  private newestFirst({ customerId, orderId, limit, after }: WantedShipments) {
    const shipments = this.database
      .getRepository(ShipmentView)
      .createQueryBuilder('s')
      .limit(limit + 1);
    shipments.orderBy('s.preparedAt', 'DESC').addOrderBy('s.shipmentId', 'DESC');
    if (customerId !== undefined) shipments.andWhere('s.customerId = :customerId', { customerId });
    if (orderId !== undefined) shipments.andWhere('s.orderId = :orderId', { orderId });
    if (after === undefined) return shipments;
    const [preparedAt, shipmentId] = decodeCursor(after, place);
    return shipments.andWhere('(s.preparedAt, s.shipmentId) < (:preparedAt, :shipmentId)', { preparedAt, shipmentId });
  }
}
