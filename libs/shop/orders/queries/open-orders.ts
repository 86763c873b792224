import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { OrderView } from '../projections/order-view.js';

/** The orders of a customer that are neither on their way nor over. */
@Injectable()
export class OpenOrders {
  constructor(private readonly database: DataSource) {}

  async of(customerId: string): Promise<readonly string[]> {
    const status = In(['placed', 'awaiting-payment', 'paid']);
    const orders = await this.database
      .getRepository(OrderView)
      .find({ where: { customerId, status }, select: { orderId: true } });
    return orders.map(({ orderId }) => orderId);
  }
}
