import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { UserClosedV1, UserRegisteredV1, UserRenamedV1 } from '#shop/contracts';

/** The orders' own copy of what customers are called, for as long as they have an account. */
@Entity({ name: 'customer' })
export class CustomerName {
  @PrimaryColumn({ name: 'customer_id', type: 'text' }) customerId!: string;
  @Column({ type: 'text' }) name!: string;
}

const facts = [UserRegisteredV1, UserRenamedV1, UserClosedV1] as const;

@Projection('orders.customer', { facts, tables: [CustomerName] })
export class CustomerProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'users.user-registered.v1': ({ userId: customerId, name }, { rows }) =>
      rows(CustomerName).upsert({ customerId, name }),
    'users.user-renamed.v1': ({ userId, name }, { rows }) => rows(CustomerName).update(userId, { name }),
    'users.user-closed.v1': ({ userId }, { rows }) => rows(CustomerName).remove(userId),
  };
}
