import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** The provider refused a payment; nothing was taken. */
export const PaymentDeclinedV1 = contract(
  'payments.payment-declined.v1',
  z.object({
    paymentId: z.uuid(),
    orderId: z.uuid(),
    reason: z.string(),
    declinedAt: z.iso.datetime(),
  }),
);
export type PaymentDeclinedV1 = ContractOf<typeof PaymentDeclinedV1>;
