import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A product is on the shelf: anyone sees it and it can be ordered. */
export const ProductListedV1 = contract(
  'catalog.product-listed.v1',
  z.object({
    sku: z.string(),
  }),
);
export type ProductListedV1 = ContractOf<typeof ProductListedV1>;
