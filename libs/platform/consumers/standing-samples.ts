import { beginning, type Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import { gauge, type Sample } from '#platform/metrics';
import type { Consumer, Source } from './consumer.js';
import { figuresOf } from './figures.js';
import type { Progress } from './progress.js';
import { type SourceHead, SourceHeads } from './source-heads.js';
import { readStanding, type Standing } from './standing.js';

const ofSource = ['context', 'consumer', 'source'] as const;
const ofConsumer = ['context', 'consumer'] as const;

const logHead = gauge('tearline_log_head_position', 'The position of the last event of the context’s log', ['context']);
const checkpoint = gauge(
  'tearline_consumer_checkpoint_position',
  'Up to where a consumer has handled a source',
  ofSource,
);
const lag = gauge(
  'tearline_consumer_lag_events',
  'Positions of a source that a consumer has not come to, whichever instance runs it; what it holds back is counted by tearline_consumer_held_events',
  ofSource,
);
const lagSeconds = gauge(
  'tearline_consumer_lag_seconds',
  'How long the oldest of those has waited: exact for the own log; for a feed since this process first saw it go so far, which is at most a scrape later',
  ofSource,
);
const sourceUp = gauge(
  'tearline_consumer_source_up',
  '0 while the source does not tell how far it goes; the lag is then what was last known',
  ['context', 'source'],
);
const owned = gauge(
  'tearline_consumer_owned',
  '1 in the instance that runs the consumer, 0 in the others; the relay to the broker is told of as well',
  ofConsumer,
);
const heldStreams = gauge(
  'tearline_consumer_held_streams',
  'Streams that a consumer holds back: due ones wait for a call or another attempt, parked ones for a person',
  [...ofConsumer, 'status'],
);
const heldEvents = gauge('tearline_consumer_held_events', 'Events on those streams', [...ofConsumer, 'status']);
const lastFailure = gauge(
  'tearline_consumer_last_failure_timestamp_seconds',
  'When the consumer last failed in this process, in Unix time',
  ofConsumer,
);
const overdue = gauge('tearline_timers_overdue', 'Timers of a process manager that are due and have not fired', [
  'context',
  'process',
]);
const overdueSeconds = gauge('tearline_timers_overdue_seconds', 'How long the oldest of those has been due', [
  'context',
  'process',
]);

/** What there is to be asked about. */
export interface Watched {
  readonly context: string;
  readonly consumers: readonly Consumer[];
  /** What else one instance does at a time. */
  readonly duties: readonly string[];
  readonly database: Queryable;
  readonly progress: Progress;
  owns(consumer: string): boolean;
}

/** The figures of one context's consumers, true whichever instance runs them: one statement, and one question to each other context. */
export class StandingSamples {
  private readonly heads = new SourceHeads();

  constructor(private readonly watched: Watched) {}

  async collect(): Promise<readonly Sample[]> {
    const { context, consumers, duties, database } = this.watched;
    const feeds = new Map(consumers.flatMap(({ sources }) => sources).map((source) => [source.name, source]));
    const asked = [...feeds.values()].filter(({ name }) => name !== 'log');
    const [standing, ...heads] = await Promise.all([
      readStanding(database),
      ...asked.map((feed) => this.heads.of(feed)),
    ]);
    const known = new Map(asked.map(({ name }, index) => [name, heads[index]!]));
    known.set('log', { position: standing.head, isKnown: true });
    return [
      logHead.at({ context }, standing.head),
      ...asked.map(({ name: source }) => sourceUp.at({ context, source }, Number(known.get(source)!.isKnown))),
      ...consumers.flatMap((consumer) => this.ofConsumer(consumer, standing, known)),
      ...duties.map((consumer) => owned.at({ context, consumer }, Number(this.watched.owns(consumer)))),
      ...standing.overdue.flatMap(({ process, timers, oldest }) => [
        overdue.at({ context, process }, timers),
        overdueSeconds.at({ context, process }, oldest),
      ]),
    ];
  }

  private ofConsumer(
    { name: consumer, sources }: Consumer,
    standing: Standing,
    heads: ReadonlyMap<string, SourceHead>,
  ): readonly Sample[] {
    const names = { context: this.watched.context, consumer };
    const failed = figuresOf(consumer).lastFailure;
    return [
      owned.at(names, Number(this.watched.owns(consumer))),
      ...(failed === undefined ? [] : [lastFailure.at(names, failed)]),
      ...(['due', 'parked'] as const).flatMap((status) => {
        const held = standing.held.find((one) => one.consumer === consumer && one.status === status);
        const labels = { ...names, status };
        return [heldStreams.at(labels, held?.streams ?? 0), heldEvents.at(labels, held?.events ?? 0)];
      }),
      ...sources.flatMap((source) => this.ofSource(consumer, source, standing, heads.get(source.name)!.position)),
    ];
  }

  /** What this instance has passed over may not be stored yet; where another one works, what is stored is what is known. */
  private ofSource(
    consumer: string,
    { name: source }: Source,
    { checkpoints }: Standing,
    head: Position | undefined,
  ): readonly Sample[] {
    const { context, progress } = this.watched;
    const stored = checkpoints.find((one) => one.consumer === consumer && one.source === source);
    const own = this.watched.owns(consumer) ? progress.of(consumer, source) : beginning;
    const place = Math.max(stored?.position ?? 0, own) as Position;
    const labels = { context, consumer, source };
    if (head === undefined) return [checkpoint.at(labels, place)];
    const behind = Math.max(0, head - place);
    const waits = source === 'log' && place === stored?.position ? stored.waits : this.heads.beyond(source, place);
    return [
      checkpoint.at(labels, place),
      lag.at(labels, behind),
      lagSeconds.at(labels, behind === 0 ? 0 : (waits ?? 0)),
    ];
  }
}
