import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { OrderNotFound } from '../domain/order.errors.js';
import type { OnBehalfOf } from '../domain/order.js';
import { type NamedOrder, NamedOrders } from './named-orders.js';

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
  constructor(private readonly orders: NamedOrders) {}

  async execute({ orderId, onBehalfOf }: GetOrder) {
    const order = await this.orders.find(orderId);
    if (order === undefined || (onBehalfOf ?? order.customerId) !== order.customerId) throw new OrderNotFound();
    return order;
  }
}
