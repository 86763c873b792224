import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';

/** The provider has given back this much of a payment. One payment may be refunded in several parts. */
export const PaymentRefundedV1 = contract(
  'payments.payment-refunded.v1',
  z.object({
    paymentId: z.uuid(),
    orderId: z.uuid(),
    refundId: z.uuid(),
    amount: money,
    refundedAt: z.iso.datetime(),
  }),
);
export type PaymentRefundedV1 = ContractOf<typeof PaymentRefundedV1>;
