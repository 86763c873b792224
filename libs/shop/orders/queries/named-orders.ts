import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { CustomerName } from '../projections/customer.projection.js';
import { OrderView } from '../projections/order-view.js';

/** An order with what its customer is called; nobody's name where the account is closed. */
export type NamedOrder = OrderView & { readonly customer: Pick<CustomerName, 'name'> | null };

/** Orders as `o` and their customers as `c`, in one statement. */
export function namedOrders(database: DataSource): SelectQueryBuilder<NamedOrder> {
  return database
    .getRepository(OrderView)
    .createQueryBuilder('o')
    .leftJoinAndMapOne(
      'o.customer',
      CustomerName,
      'c',
      'c.customerId = o.customerId',
    ) as SelectQueryBuilder<NamedOrder>;
}

/** What is asked for at the same moment is read in one query. */
const together = { cache: false, maxBatchSize: 100, batchScheduleFn: setImmediate } as const;

/** Single orders and names for orders that are at hand. */
@Injectable()
export class NamedOrders {
  private readonly orders = new DataLoader((orderIds: readonly string[]) => this.readOrders(orderIds), together);
  private readonly names = new DataLoader((customerIds: readonly string[]) => this.readNames(customerIds), together);

  constructor(private readonly database: DataSource) {}

  find(orderId: string): Promise<NamedOrder | undefined> {
    return this.orders.load(orderId);
  }

  async named(order: OrderView): Promise<NamedOrder> {
    return Object.assign(new OrderView(), order, { customer: await this.names.load(order.customerId) });
  }

  private async readOrders(orderIds: readonly string[]): Promise<readonly (NamedOrder | undefined)[]> {
    const rows = await namedOrders(this.database)
      .where({ orderId: In([...new Set(orderIds)]) })
      .getMany();
    const byId = new Map(rows.map((row) => [row.orderId, row]));
    return orderIds.map((orderId) => byId.get(orderId));
  }

  private async readNames(customerIds: readonly string[]): Promise<readonly (CustomerName | null)[]> {
    const rows = await this.database.getRepository(CustomerName).findBy({ customerId: In([...new Set(customerIds)]) });
    const byId = new Map(rows.map((row) => [row.customerId, row]));
    return customerIds.map((customerId) => byId.get(customerId) ?? null);
  }
}
