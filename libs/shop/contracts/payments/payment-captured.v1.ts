import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';

/** The provider has taken the money of a payment. */
export const PaymentCapturedV1 = contract(
  'payments.payment-captured.v1',
  z.object({
    paymentId: z.uuid(),
    orderId: z.uuid(),
    amount: money,
    capturedAt: z.iso.datetime(),
  }),
);
export type PaymentCapturedV1 = ContractOf<typeof PaymentCapturedV1>;
