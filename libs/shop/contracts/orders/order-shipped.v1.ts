import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** An order is on its way and can no longer be cancelled. */
export const OrderShippedV1 = contract(
  'orders.order-shipped.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    shipmentId: z.uuid(),
    carrier: z.string(),
    trackingNumber: z.string(),
    shippedAt: z.iso.datetime(),
  }),
  { personal: ['trackingNumber'] },
);
export type OrderShippedV1 = ContractOf<typeof OrderShippedV1>;
