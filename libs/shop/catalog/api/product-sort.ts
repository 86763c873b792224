import { registerEnumType } from '@nestjs/graphql';
import type { ProductSort } from '../queries/product-order.js';

/** GraphQL's names of the orders. */
export const ProductSortEnum = {
  RELEVANCE: 'relevance',
  TITLE: 'title',
  PRICE: 'price',
} as const satisfies Record<string, ProductSort>;

registerEnumType(ProductSortEnum, { name: 'ProductSort' });
