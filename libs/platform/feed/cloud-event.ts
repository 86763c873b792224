import { z } from 'zod';
import type { Fact, RecordedEvent } from '#platform/core';
import { positionFrom } from '#platform/core';
import type { Message } from './feed.js';

/** The envelope of every message between contexts: CloudEvents 1.0 in JSON, with the log's figures as extensions. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: unknown;
  readonly position: number;
  readonly streamversion: number;
  readonly correlationid: string;
  readonly traceparent?: string;
}

/** Puts a fact into its envelope. */
export function toCloudEvent(context: string, fact: Fact, event: RecordedEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: `/contexts/${context}`,
    type: fact.type,
    subject: event.stream,
    time: event.recordedAt,
    datacontenttype: 'application/json',
    data: fact.data,
    position: event.position,
    streamversion: event.version,
    correlationid: event.metadata.correlationId,
    ...(event.metadata.traceparent === undefined ? {} : { traceparent: event.metadata.traceparent }),
  };
}

/** Takes a message out of its envelope. */
export function fromCloudEvent(envelope: CloudEvent): Message {
  return {
    id: envelope.id,
    type: envelope.type,
    data: envelope.data,
    position: positionFrom(envelope.position),
    stream: envelope.subject,
    version: envelope.streamversion,
    recordedAt: envelope.time,
    correlationId: envelope.correlationid,
    ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
  };
}

const position = z.int().positive();

/** The shape of an envelope that another process sent; what it does not know is dropped. */
const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().startsWith('/contexts/'),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.string().min(1),
  datacontenttype: z.literal('application/json'),
  data: z.unknown(),
  position,
  streamversion: position,
  correlationid: z.string(),
  traceparent: z.string().optional(),
});

/** Reads an envelope that came from another process; throws when it is none of this context. */
export function parseCloudEvent(context: string, received: unknown): CloudEvent {
  const parsed = envelope.parse(received);
  if (parsed.source !== `/contexts/${context}`)
    throw new Error(`An event of ${parsed.source} came as one of ${context}`);
  return parsed as CloudEvent;
}
