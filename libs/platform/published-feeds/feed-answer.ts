import { z } from 'zod';
import { answer } from '#platform/openapi';

const event = z
  .object({
    specversion: z.literal('1.0'),
    id: z.uuid(),
    source: z.string().meta({ examples: ['/contexts/orders'] }),
    type: z.string().meta({ examples: ['orders.order-placed.v1'] }),
    subject: z.string().meta({ examples: ['orders.order-01990000-0000-7000-8000-000000000000'] }),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    data: z.unknown().describe('As its contract has it.'),
    position: z.int().min(0),
    streamversion: z.int().min(0),
    correlationid: z.string(),
    traceparent: z.string().optional(),
  })
  .meta({ id: 'CloudEvent', description: 'A fact in its envelope: CloudEvents 1.0.' });

/** A page of a feed. How far it goes and how far the log goes is in its headers. */
export const FeedAnswer = answer('CloudEvents', z.array(event).max(1_000));
