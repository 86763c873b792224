import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** The units of a product that can still be promised to someone have changed to this number. */
export const StockChangedV1 = contract(
  'catalog.stock-changed.v1',
  z.object({
    sku: z.string(),
    available: z.int().nonnegative(),
    changedAt: z.iso.datetime(),
  }),
);
export type StockChangedV1 = ContractOf<typeof StockChangedV1>;
