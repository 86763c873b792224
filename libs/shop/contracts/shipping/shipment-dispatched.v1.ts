import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A shipment was handed to its carrier. */
export const ShipmentDispatchedV1 = contract(
  'shipping.shipment-dispatched.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    carrier: z.string(),
    trackingNumber: z.string(),
    dispatchedAt: z.iso.datetime(),
  }),
);
export type ShipmentDispatchedV1 = ContractOf<typeof ShipmentDispatchedV1>;
