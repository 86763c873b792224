import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** Every line of an order is set aside for it. */
export const StockReservedV1 = contract(
  'catalog.stock-reserved.v1',
  z.object({
    orderId: z.uuid(),
    reservedAt: z.iso.datetime(),
  }),
);
export type StockReservedV1 = ContractOf<typeof StockReservedV1>;
