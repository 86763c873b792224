import { z } from 'zod';
import { answer } from '#platform/openapi';
import { OrderStatusEnum } from './order-statuses.js';

/** One change of an order, as those hear it who follow the order. */
export const orderUpdate = answer(
  'OrderUpdate',
  z.object({
    orderId: z.uuid(),
    version: z.int().min(1).describe('The id of the event.'),
    status: z.enum(OrderStatusEnum).describe('What the order was from then on.'),
    at: z.iso.datetime(),
    what: z.string().meta({ examples: ['order-paid'] }),
    description: z.string().meta({ examples: ['The order is paid.'] }),
  }),
);
