import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A product is off the shelf: it can no longer be ordered. Orders already placed are unharmed. */
export const ProductDelistedV1 = contract(
  'catalog.product-delisted.v1',
  z.object({
    sku: z.string(),
  }),
);
export type ProductDelistedV1 = ContractOf<typeof ProductDelistedV1>;
