import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** An order is off before it was sent. No payment is asked for after this; those asked for before are listed. */
export const OrderCancelledV1 = contract(
  'orders.order-cancelled.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    reason: z.string(),
    paymentIds: z.array(z.uuid()).readonly(),
    cancelledAt: z.iso.datetime(),
  }),
);
export type OrderCancelledV1 = ContractOf<typeof OrderCancelledV1>;
