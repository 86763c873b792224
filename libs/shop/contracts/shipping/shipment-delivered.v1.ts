import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A shipment has reached its customer. */
export const ShipmentDeliveredV1 = contract(
  'shipping.shipment-delivered.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    deliveredAt: z.iso.datetime(),
  }),
);
export type ShipmentDeliveredV1 = ContractOf<typeof ShipmentDeliveredV1>;
