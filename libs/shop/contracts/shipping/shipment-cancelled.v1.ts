import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A prepared shipment will not be sent. */
export const ShipmentCancelledV1 = contract(
  'shipping.shipment-cancelled.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    cancelledAt: z.iso.datetime(),
  }),
);
export type ShipmentCancelledV1 = ContractOf<typeof ShipmentCancelledV1>;
