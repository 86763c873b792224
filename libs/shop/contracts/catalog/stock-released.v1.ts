import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** What was set aside for an order can be promised to others again. */
export const StockReleasedV1 = contract(
  'catalog.stock-released.v1',
  z.object({
    orderId: z.uuid(),
    releasedAt: z.iso.datetime(),
  }),
);
export type StockReleasedV1 = ContractOf<typeof StockReleasedV1>;
