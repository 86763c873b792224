import { z } from 'zod';

/** Parts of which the answers to operators are made. */
export const time = z.iso.datetime();
export const uuid = z.uuid();
export const count = z.int().min(0);
export const position = count.describe("A place in a context's log; 0 is before the first.");
export const contextName = z.string().meta({ examples: ['orders'] });
export const consumerName = z.string().meta({ examples: ['orders.order-view'] });
export const sourceName = z
  .string()
  .meta({ description: '`log`, or the context whose feed it is.', examples: ['payments'] });
export const streamName = z.string().meta({ examples: ['orders.order-01990000-0000-7000-8000-000000000000'] });
export const eventType = z.string().meta({ examples: ['OrderPlaced'] });
export const contractName = z.string().meta({ examples: ['orders.order-placed.v1'] });
export const processName = z.string().meta({ examples: ['orders.checkout'] });
export const person = z
  .string()
  .meta({ description: 'The id of a user.', examples: [`01990000-0000-7000-8000-000000000000`] });
export const traceparent = z.string().meta({
  description: 'W3C trace context of the writer.',
  examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
});

/** Whatever JSON can hold, with secrets made unreadable. */
export const content = z.unknown().describe('As it was written; secrets in it are not shown.');

/** What would happen if a person said: go on. Nothing of it happens. */
export const dryRun = z
  .union([
    z.object({
      outcome: z.literal('succeeds'),
      events: z.array(z.object({ type: eventType, data: content, stream: streamName })),
      rows: z.array(z.object({ table: z.string().meta({ examples: ['order_view'] }), rows: count })),
    }),
    z.object({ outcome: z.literal('fails'), error: z.string() }),
    z.object({ outcome: z.enum(['passes-over', 'calls-outside', 'source-unreachable']) }),
  ])
  .meta({ id: 'DryRun', description: 'What would happen now. Nothing of it happens.' });
