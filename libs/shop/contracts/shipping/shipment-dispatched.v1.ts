import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';
import { parcelLine } from './parcel-line.js';

/** A shipment was handed to its carrier: whole, or the first parcel of it when lines are named. */
export const ShipmentDispatchedV1 = contract(
  'shipping.shipment-dispatched.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    customerId: z.uuid().optional(),
    carrier: z.string(),
    trackingNumber: z.string(),
    dispatchedAt: z.iso.datetime(),
    lines: z.array(parcelLine).readonly().optional(),
  }),
  { personal: ['trackingNumber'] },
);
export type ShipmentDispatchedV1 = ContractOf<typeof ShipmentDispatchedV1>;
