import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';
import { parcelLine } from './parcel-line.js';

/** Another parcel of a shipment was handed to its carrier. The first one is number 1 and left with the shipment itself. */
export const ParcelDispatchedV1 = contract(
  'shipping.parcel-dispatched.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    customerId: z.uuid().optional(),
    parcel: z.int().min(2),
    carrier: z.string(),
    trackingNumber: z.string(),
    lines: z.array(parcelLine).readonly(),
    dispatchedAt: z.iso.datetime(),
  }),
  { personal: ['trackingNumber'] },
);
export type ParcelDispatchedV1 = ContractOf<typeof ParcelDispatchedV1>;
