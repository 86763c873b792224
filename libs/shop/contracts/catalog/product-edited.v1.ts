import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** The title or the description of a product was changed; both are as they now read. */
export const ProductEditedV1 = contract(
  'catalog.product-edited.v1',
  z.object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
  }),
);
export type ProductEditedV1 = ContractOf<typeof ProductEditedV1>;
