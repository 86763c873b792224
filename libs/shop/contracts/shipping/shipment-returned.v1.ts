import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** All of a shipment is back, and nothing of it was ever delivered. */
export const ShipmentReturnedV1 = contract(
  'shipping.shipment-returned.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    returnedAt: z.iso.datetime(),
  }),
);
export type ShipmentReturnedV1 = ContractOf<typeof ShipmentReturnedV1>;
