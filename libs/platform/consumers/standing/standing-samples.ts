import { gauge, type Sample } from '#platform/metrics';
import type { ConsumerStanding, Overview } from './consumer-standing.js';
import { figuresOf } from './figures.js';

const ofSource = ['context', 'consumer', 'source'] as const;
const ofConsumer = ['context', 'consumer'] as const;

const logHead = gauge('tearline_log_head_position', 'The position of the last event of the context’s log', ['context']);
const checkpoint = gauge(
  'tearline_consumer_checkpoint_position',
  'Up to where a consumer has handled a source',
  ofSource,
);
const uncoveredEvents = gauge(
  'tearline_consumer_uncovered_events',
  'Positions up to the checkpoint that were neither handled nor passed over, and do not wait: 0, or something was lost or done by hand',
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
  '1 in the instance that runs the consumer, 0 in the others; of several lanes each instance has the part that it runs; the relay to the broker and the rebuilding of read models are told of as well',
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

/** The figures of one context's consumers, true whichever instance runs them. */
export function standingSamples(context: string, { stored, consumers, feeds }: Overview): readonly Sample[] {
  return [
    logHead.at({ context }, stored.head),
    ...[...feeds].map(([source, isUp]) => sourceUp.at({ context, source }, Number(isUp))),
    ...consumers.flatMap((consumer) => samplesOf(context, consumer)),
    ...stored.overdue.flatMap(({ process, timers, oldest }) => [
      overdue.at({ context, process }, timers),
      overdueSeconds.at({ context, process }, oldest),
    ]),
  ];
}

/** How much of a work this instance does: of a consumer, or of what else one instance does at a time. */
export function ownedSample(context: string, name: string, part: number): Sample {
  return owned.at({ context, consumer: name }, part);
}

function samplesOf(context: string, { name: consumer, lanes, held, sources }: ConsumerStanding): readonly Sample[] {
  const names = { context, consumer };
  const failed = figuresOf(consumer).lastFailure;
  return [
    ownedSample(context, consumer, lanes.filter(({ runsHere }) => runsHere).length / lanes.length),
    ...(failed === undefined ? [] : [lastFailure.at(names, failed)]),
    ...(['due', 'parked'] as const).flatMap((status) => {
      const labels = { ...names, status };
      return [heldStreams.at(labels, held[status].streams), heldEvents.at(labels, held[status].events)];
    }),
    ...sources.flatMap(({ source, checkpoint: place, lag: behind, coverage }) => {
      const labels = { ...names, source };
      return [
        checkpoint.at(labels, place),
        uncoveredEvents.at(labels, coverage?.uncovered ?? 0),
        ...(behind === null ? [] : [lag.at(labels, behind.events), lagSeconds.at(labels, behind.seconds)]),
      ];
    }),
  ];
}
