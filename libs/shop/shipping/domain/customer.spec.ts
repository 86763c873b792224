import { specificationOf } from '#platform/testing';
import { Customer, forget } from './customer.js';
import type { CustomerForgotten } from './customer.events.js';

const given = specificationOf(Customer);
const at = '2026-11-21T08:00:00.000Z';
const forgotten: CustomerForgotten = { type: 'CustomerForgotten', data: { customerId: 'ada', forgottenAt: at } };
const forgetting = (customer: Customer) => forget(customer, 'ada', at);

describe('forgetting a customer', () => {
  it('is remembered', () => given().when(forgetting).then(forgotten));
  it('does nothing the second time', () => given(forgotten).when(forgetting).thenNothing());
});
