import { personalDataOf } from '#platform/core';
import type { CustomerEvent } from './customer.events.js';
import type { OrderEvent } from './order.events.js';

const of = 'customerId';
const erased = { shippingAddress: {} };

export const ordersPersonalData = personalDataOf<OrderEvent | CustomerEvent>({
  fields: { OrderPlaced: { of, erased }, OrderPaid: { of, erased } },
  forgottenAfter: { CustomerForgotten: of },
});
