import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** One parcel has arrived. More of its shipment is still on its way or has not left: the last arrival is the shipment's. */
export const ParcelDeliveredV1 = contract(
  'shipping.parcel-delivered.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    parcel: z.int().positive(),
    deliveredAt: z.iso.datetime(),
  }),
);
export type ParcelDeliveredV1 = ContractOf<typeof ParcelDeliveredV1>;
