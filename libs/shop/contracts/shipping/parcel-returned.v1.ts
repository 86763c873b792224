import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';
import { parcelLine } from './parcel-line.js';

/** These pieces of a parcel are back, after it was delivered or because it could not be. One parcel may come back in several parts. */
export const ParcelReturnedV1 = contract(
  'shipping.parcel-returned.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    returnId: z.uuid(),
    parcel: z.int().positive(),
    lines: z.array(parcelLine).readonly(),
    reason: z.string(),
    returnedAt: z.iso.datetime(),
  }),
);
export type ParcelReturnedV1 = ContractOf<typeof ParcelReturnedV1>;
