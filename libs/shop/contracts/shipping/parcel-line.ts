import { z } from 'zod';

/** Pieces of one product in a parcel, with the title that the order has them under. */
export const parcelLine = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.int().positive(),
});
