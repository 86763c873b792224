import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** An order is done: it has reached its customer, or has come back. */
export const OrderCompletedV1 = contract(
  'orders.order-completed.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    completedAt: z.iso.datetime(),
  }),
);
export type OrderCompletedV1 = ContractOf<typeof OrderCompletedV1>;
