import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract, money } from '#platform/core';
import { orderLine } from './order-line.js';
import { shippingAddress } from './shipping-address.js';

/** An order is paid in full and is to be sent. */
export const OrderPaidV1 = contract(
  'orders.order-paid.v1',
  z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    paymentId: z.uuid(),
    amount: money,
    lines: z.array(orderLine).readonly(),
    shippingAddress,
    paidAt: z.iso.datetime(),
  }),
  { personal: ['shippingAddress'] },
);
export type OrderPaidV1 = ContractOf<typeof OrderPaidV1>;
