import { z } from 'zod';
import { money } from '#platform/core';

/** One product of an order, with the title and the price it had when the order was placed. */
export const orderLine = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.int().positive(),
  unitPrice: money,
});
