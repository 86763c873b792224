import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';

/** An order asks for its money, once for each attempt. The only fact that carries the provider's token. */
export const PaymentDueV1 = contract(
  'orders.payment-due.v1',
  z.object({
    orderId: z.uuid(),
    paymentId: z.uuid(),
    customerId: z.uuid(),
    amount: money,
    token: z.string(),
    attempt: z.int().positive(),
  }),
);
export type PaymentDueV1 = ContractOf<typeof PaymentDueV1>;
