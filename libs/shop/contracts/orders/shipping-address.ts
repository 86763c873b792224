import { z } from 'zod';

/** Where an order goes to, in the fields that the customer gave. */
export const shippingAddress = z.record(z.string(), z.string()).readonly();
