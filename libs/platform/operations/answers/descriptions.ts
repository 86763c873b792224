import { z } from 'zod';
import { answer } from '#platform/openapi';
import { consumerName, contextName, contractName, eventType } from './parts.js';

/** What a context is made of. */
export const ContextAnswer = answer(
  'ContextDescription',
  z.object({
    name: contextName,
    streams: z.array(
      z.object({
        category: z.string().meta({ description: 'What their names begin with.', examples: ['orders.order'] }),
        kind: z.enum(['aggregate', 'process']),
        events: z.array(eventType),
      }),
    ),
    contracts: z.array(contractName),
    consumers: z.array(
      z.object({
        name: consumerName,
        kind: z.enum(['projection', 'reaction', 'process', 'effect']),
        lanes: z.int().min(1).max(16).describe('How many instances can share it.'),
        hears: z.array(z.object({ context: contextName, types: z.array(contractName) })),
        isRebuildable: z.boolean(),
      }),
    ),
  }),
);
