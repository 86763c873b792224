import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';
import { orderLine } from './order-line.js';

/** A customer committed to buy. Stock is not yet reserved and nothing is paid. */
export const OrderPlacedV1 = contract(
  'orders.order-placed.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    lines: z.array(orderLine).readonly(),
    total: money,
    placedAt: z.iso.datetime(),
  }),
);
export type OrderPlacedV1 = ContractOf<typeof OrderPlacedV1>;
