import { aggregate } from '#platform/core';
import type { CustomerEvent } from './customer.events.js';

export type Customer = { readonly status: 'known' | 'forgotten' };

export const Customer = aggregate<Customer, CustomerEvent>({
  category: 'orders.customer',
  initial: { status: 'known' },
  evolve: { CustomerForgotten: () => ({ status: 'forgotten' }) },
});

export function forget({ status }: Customer, customerId: string, forgottenAt: string): CustomerEvent[] {
  return status === 'forgotten' ? [] : [{ type: 'CustomerForgotten', data: { customerId, forgottenAt } }];
}
