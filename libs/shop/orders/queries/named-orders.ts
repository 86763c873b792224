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

/** Names for orders that are at hand: of all who ask at the same moment in one query. */
@Injectable()
export class NamedOrders {
  private readonly names = new DataLoader((customerIds: readonly string[]) => this.read(customerIds), {
    cache: false,
    batchScheduleFn: setImmediate,
  });

  constructor(private readonly database: DataSource) {}

  async named(order: OrderView): Promise<NamedOrder> {
    return Object.assign(new OrderView(), order, { customer: await this.names.load(order.customerId) });
  }

  private async read(customerIds: readonly string[]): Promise<readonly (CustomerName | null)[]> {
    const rows = await this.database.getRepository(CustomerName).findBy({ customerId: In([...new Set(customerIds)]) });
    const byId = new Map(rows.map((row) => [row.customerId, row]));
    return customerIds.map((customerId) => byId.get(customerId) ?? null);
  }
}
