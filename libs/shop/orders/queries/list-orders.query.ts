import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import type { OnBehalfOf } from '../domain/order.js';
import type { OrderStatus } from '../projections/order-view.js';
import { type NamedOrder, namedOrders } from './named-orders.js';

const place = z.tuple([z.iso.datetime(), z.string()]);

export interface WantedOrders {
  readonly customerId?: string;
  /** A part of what the customer is called. */
  readonly customerName?: string;
  readonly status?: OrderStatus;
  /** Placed from then on. */
  readonly from?: string;
  /** Placed before then. */
  readonly to?: string;
  readonly limit: number;
  readonly after?: string;
}

export class ListOrders extends Query<Page<NamedOrder>> {
  constructor(
    readonly wanted: WantedOrders,
    readonly onBehalfOf: OnBehalfOf,
  ) {
    super();
  }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted, onBehalfOf }: ListOrders) {
    const rows = await this.newestFirst(wanted, onBehalfOf).getMany();
    return page(rows, wanted.limit, ({ placedAt, orderId }) => [placedAt, orderId]);
  }

  private newestFirst(wanted: WantedOrders, onBehalfOf: OnBehalfOf) {
    const { customerId, customerName, status, from, to, limit, after } = wanted;
    const orders = namedOrders(this.database).limit(limit + 1);
    orders.orderBy('o.placedAt', 'DESC').addOrderBy('o.orderId', 'DESC');
    if (onBehalfOf !== undefined) orders.andWhere('o.customerId = :onBehalfOf', { onBehalfOf });
    if (customerId !== undefined) orders.andWhere('o.customerId = :customerId', { customerId });
    if (customerName !== undefined) orders.andWhere('c.name ILIKE :name', { name: containing(customerName) });
    if (from !== undefined) orders.andWhere('o.placedAt >= :from', { from: utc(from) });
    if (to !== undefined) orders.andWhere('o.placedAt < :to', { to: utc(to) });
    if (status !== undefined) orders.andWhere('o.status = :status', { status });
    if (after === undefined) return orders;
    const [placedAt, orderId] = decodeCursor(after, place);
    return orders.andWhere('(o.placedAt, o.orderId) < (:placedAt, :orderId)', { placedAt, orderId });
  }
}

const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

const utc = (dayOrInstant: string): string => new Date(dayOrInstant).toISOString();
