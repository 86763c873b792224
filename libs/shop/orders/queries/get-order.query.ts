import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { OrderNotFound } from '../domain/order.errors.js';
import type { OnBehalfOf } from '../domain/order.js';
import { OrderView } from '../projections/order-view.js';

export class GetOrder extends Query<OrderView> {
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
    const order = await this.database.getRepository(OrderView).findOneBy({ orderId, ...owner });
    if (order === null) throw new OrderNotFound();
    return order;
  }
}
