import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** Nothing is set aside for an order, because these products are short. */
export const StockRejectedV1 = contract(
  'catalog.stock-rejected.v1',
  z.object({
    orderId: z.uuid(),
    reason: z.string(),
    skus: z.array(z.string()).readonly(),
    rejectedAt: z.iso.datetime(),
  }),
);
export type StockRejectedV1 = ContractOf<typeof StockRejectedV1>;
