import { contextOf } from '#platform/core';
import type { Message } from '#platform/feed';
import { counter, durations, histogram, sizes } from '#platform/metrics';

const handled = counter('tearline_consumer_events_total', 'Events handled, their effects committed', [
  'context',
  'consumer',
  'source',
]);
const batchSize = histogram(
  'tearline_consumer_batch_size',
  'Events whose effects were committed together',
  ['context', 'consumer'],
  sizes,
);
const batchDuration = histogram(
  'tearline_consumer_batch_duration_seconds',
  'How long a batch took, from its first event to its commit; of an effect, one call',
  ['context', 'consumer'],
  durations,
);
const delay = histogram(
  'tearline_consumer_delay_seconds',
  'How long after an event was recorded its effects were committed, by the clocks of the database and of this process; of a batch, its oldest event',
  ['context', 'consumer', 'source'],
  [...durations, 30, 60, 300, 1_800, 3_600],
);
const failures = counter(
  'tearline_consumer_failures_total',
  'Failures. Outcomes: retried (the event waits for another attempt), parked (its stream waits for a person), put-off (a timer), interrupted (the consumer begins anew, as when the database was away)',
  ['context', 'consumer', 'outcome'],
);

export type FailureOutcome = 'retried' | 'parked' | 'put-off' | 'interrupted';

/** What the work of one consumer in this process comes to. */
export class ConsumerFigures {
  /** Unix time in seconds. */
  lastFailure: number | undefined;
  private readonly names: { readonly context: string; readonly consumer: string };

  constructor(consumer: string) {
    this.names = { context: contextOf(consumer), consumer };
  }

  /** These events are done with. `begun` is by `performance.now()`. */
  handled(source: string, events: readonly Pick<Message, 'recordedAt'>[], begun: number): void {
    if (events.length === 0) return;
    handled.of({ ...this.names, source }).add(events.length);
    batchSize.of(this.names).record(events.length);
    batchDuration.of(this.names).recordSince(begun);
    const age = (Date.now() - Date.parse(events[0]!.recordedAt)) / 1000;
    delay.of({ ...this.names, source }).record(Math.max(0, age));
  }

  failed(outcome: FailureOutcome): void {
    failures.of({ ...this.names, outcome }).add();
    this.lastFailure = Date.now() / 1000;
  }
}

const known = new Map<string, ConsumerFigures>();

export function figuresOf(consumer: string): ConsumerFigures {
  const figures = known.get(consumer) ?? new ConsumerFigures(consumer);
  known.set(consumer, figures);
  return figures;
}
