import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';
import { orderLine } from './order-line.js';

/** Pieces of an order are back. They are in stock again, and the customer gets their money back: `amount` of this payment. */
export const GoodsReturnedV1 = contract(
  'orders.goods-returned.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    returnId: z.uuid(),
    paymentId: z.uuid(),
    lines: z.array(orderLine).readonly(),
    amount: money,
    reason: z.string(),
    returnedAt: z.iso.datetime(),
  }),
);
export type GoodsReturnedV1 = ContractOf<typeof GoodsReturnedV1>;
