import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** A paid order is packed and waits for its carrier. */
export const ShipmentPreparedV1 = contract(
  'shipping.shipment-prepared.v1',
  z.object({
    shipmentId: z.uuid(),
    orderId: z.uuid(),
    preparedAt: z.iso.datetime(),
  }),
);
export type ShipmentPreparedV1 = ContractOf<typeof ShipmentPreparedV1>;
