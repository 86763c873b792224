import { z } from 'zod';
import { answer } from '#platform/openapi';
import { consumerName, content, count, contractName, dryRun, person, position, sourceName } from './parts.js';
import { streamName, time, traceparent, uuid } from './parts.js';

const parked = z.object({
  id: uuid,
  consumer: consumerName,
  source: sourceName,
  stream: streamName,
  error: z
    .string()
    .meta({ description: 'What the last attempt failed with.', examples: ['The product is not known.'] }),
  attempts: count,
  since: time,
  position: position.describe('Of the event that fails.'),
  waiting: count.describe('The failing event and those behind it.'),
});

const message = z.object({
  id: uuid,
  type: contractName,
  data: content,
  unreadable: z.string().optional(),
  position,
  stream: streamName,
  version: count,
  recordedAt: time,
  correlationId: z.string(),
  traceparent: traceparent.optional(),
  actor: person.optional(),
  causedBy: consumerName.optional(),
});

/** A stream that a consumer has set aside. */
export const ParkedAnswer = answer('ParkedStream', parked);

/** The same with the failing event, and what would become of it now. */
export const InspectedAnswer = answer(
  'ParkedStreamInDetail',
  parked.extend({ event: message.nullable().describe('Null where it cannot be read at the moment.'), now: dryRun }),
);

export const ResumedAnswer = answer('ResumedStream', z.object({ id: uuid, status: z.literal('resumed') }));
export const DiscardedAnswer = answer('DiscardedStream', z.object({ id: uuid, status: z.literal('discarded') }));
