import { z } from 'zod';
import { answer } from '#platform/openapi';
import { consumerName, content, count, eventType, person, streamName, time, traceparent, uuid } from './parts.js';

const metadata = z.object({
  commandId: z.string().describe('The command that caused it.'),
  correlationId: z.string().describe('Shared by everything that one request from outside set off.'),
  causationId: z.string().optional(),
  traceparent: traceparent.optional(),
  actor: person.optional(),
  consumer: consumerName.optional(),
});

const unreadable = z
  .object({
    because: z.enum(['unknown-type', 'newer-version', 'failed-upcaster', 'not-opened']),
    reason: z.string(),
    data: content,
  })
  .meta({ id: 'Unreadable', description: 'Given when the code of this process cannot read the event.' });

/** An event as the log holds it. */
export const EventAnswer = answer(
  'RecordedEvent',
  z.object({
    position: count,
    stream: streamName,
    version: count.describe('Its place in the stream: 1, 2, 3 …'),
    type: eventType,
    schemaVersion: count,
    data: content.optional(),
    unreadable: unreadable.optional(),
    metadata,
    id: uuid,
    recordedAt: time,
  }),
);

/** A stream as it was. */
export const StreamAnswer = answer(
  'StreamState',
  z.object({ stream: streamName, version: count, recordedAt: time, state: content }),
);
