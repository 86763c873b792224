import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { OrderNotFound } from '../domain/order.errors.js';
import type { OnBehalfOf } from '../domain/order.js';
import { type NamedOrder, namedOrders } from './named-orders.js';

export class GetOrder extends Query<NamedOrder> {
  constructor(
    readonly orderId: string,
    readonly onBehalfOf: OnBehalfOf,
  ) {
    super();
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly database: DataSource) {}

  async execute({ orderId, onBehalfOf }: GetOrder) {
    const owner = onBehalfOf === undefined ? {} : { customerId: onBehalfOf };
    const order = await namedOrders(this.database)
      .where({ orderId, ...owner })
      .getOne();
    if (order === null) throw new OrderNotFound();
    return order;
  }
}
