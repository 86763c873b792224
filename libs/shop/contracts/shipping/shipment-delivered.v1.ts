import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** Whatever of a shipment was still on its way has reached its customer, and nothing more will be sent. */
export const ShipmentDeliveredV1 = contract(
  'shipping.shipment-delivered.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    deliveredAt: z.iso.datetime(),
  }),
);
export type ShipmentDeliveredV1 = ContractOf<typeof ShipmentDeliveredV1>;
