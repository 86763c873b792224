import type { Position, RecordedEvent } from '#platform/core';
import type { Feed, Message, Page } from '#platform/feed';
import type { EventLog } from '#platform/log';
import type { Source } from './consumer.js';

/** The own log as a source. What this code does not know the type of concerns every consumer: nobody can tell whom it does not. */
export function logSource(log: EventLog, types: ReadonlySet<string>): Source {
  const isFor = ({ type, unreadable }: RecordedEvent) => types.has(type) || unreadable?.because === 'unknown-type';
  return {
    name: 'log',
    async read(after: Position, limit: number): Promise<Page> {
      const events = await log.read(after, limit, 'part');
      return {
        messages: events.filter(isFor).map(toMessage),
        upTo: events.at(-1)?.position ?? after,
      };
    },
    onNews: (listener) => log.onAppended(listener),
    head: () => log.head(),
    notice: () => log.notice(),
  };
}

/** Another context's feed as a source. */
export function feedSource(feed: Feed, types: ReadonlySet<string>): Source {
  return {
    name: feed.context,
    read: (after, limit) => feed.read(after, limit, types),
    onNews: (listener) => feed.onNews(listener),
    head: () => feed.head(),
  };
}

function toMessage(event: RecordedEvent): Message {
  const { unreadable } = event;
  const { correlationId, traceparent, actor, consumer } = event.metadata;
  return {
    id: event.id,
    type: event.type,
    ...(unreadable === undefined ? { data: event.data } : { data: null, unreadable: unreadable.reason }),
    position: event.position,
    stream: event.stream,
    version: event.version,
    recordedAt: event.recordedAt,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(actor === undefined ? {} : { actor }),
    ...(consumer === undefined ? {} : { causedBy: consumer }),
  };
}
