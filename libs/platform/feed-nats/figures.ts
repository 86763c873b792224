import type { Position } from '#platform/core';
import { counter, gauge, type Sample } from '#platform/metrics';

const brokerUp = gauge('tearline_broker_up', '1 while the broker is connected', ['connection']);
const connections = counter('tearline_broker_connections_total', 'Connections to the broker, the first one included', [
  'connection',
]);
const inbox = gauge(
  'tearline_feed_inbox_messages',
  'Messages from the broker that their reader has not committed yet',
  ['reader', 'source'],
);
const relayPosition = gauge('tearline_relay_position', 'Up to where the context’s log is brought to the broker', [
  'context',
]);
const relayLag = gauge('tearline_relay_lag_events', 'Positions of the log that are not brought to the broker yet', [
  'context',
]);
const published = counter('tearline_relay_published_total', 'Events that the broker has confirmed', ['context']);
const republished = counter(
  'tearline_relay_republished_total',
  'Confirmed events that the broker had already, published again after an interruption',
  ['context'],
);
const oversized = counter(
  'tearline_relay_oversized_total',
  'Events too large for the broker; their readers ask the owner',
  ['context'],
);

const rivals = counter(
  'tearline_relay_rivals_total',
  'Heartbeats of another log under this context’s name: another system uses the broker under the same SYSTEM_NAME',
  ['context'],
);

/** A connection was made, for the first time or again. */
export function countConnection(connection: string): void {
  connections.of({ connection }).add();
}

export function brokerSample(connection: string, isUp: boolean): Sample {
  return brokerUp.at({ connection }, Number(isUp));
}

export function inboxSample(reader: string, source: string, messages: number): Sample {
  return inbox.at({ reader, source }, messages);
}

/** What a relay has done in this process. */
export class RelayFigures {
  constructor(private readonly context: string) {}

  rivalHeard(): void {
    rivals.of({ context: this.context }).add();
  }

  confirmed(isKnownAlready: boolean): void {
    (isKnownAlready ? republished : published).of({ context: this.context }).add();
  }

  tooLarge(): void {
    oversized.of({ context: this.context }).add();
  }

  /** How far the log is relayed, whichever instance does it. */
  samples(position: Position, head: Position): readonly Sample[] {
    const { context } = this;
    return [relayPosition.at({ context }, position), relayLag.at({ context }, Math.max(0, head - position))];
  }
}
