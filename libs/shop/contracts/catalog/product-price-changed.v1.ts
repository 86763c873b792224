import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';

/** A product costs something else from now on. Orders already placed keep their price. */
export const ProductPriceChangedV1 = contract(
  'catalog.product-price-changed.v1',
  z.object({
    sku: z.string(),
    price: money,
  }),
);
export type ProductPriceChangedV1 = ContractOf<typeof ProductPriceChangedV1>;
