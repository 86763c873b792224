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
