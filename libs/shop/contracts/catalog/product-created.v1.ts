import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';

/** A product was entered in the catalogue. It is not on the shelf until it is listed. */
export const ProductCreatedV1 = contract(
  'catalog.product-created.v1',
  z.object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
    price: money,
    createdAt: z.iso.datetime(),
  }),
);
export type ProductCreatedV1 = ContractOf<typeof ProductCreatedV1>;
