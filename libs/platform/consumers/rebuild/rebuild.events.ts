import { type Event, platformEvents } from '#platform/core';

// What people did with rebuilds. Stored for ever: a field may be added as optional, never renamed or removed.
export type RebuildStarted = Event<'RebuildStarted', { consumer: string; tables: readonly string[] }>;
export type ReadModelSwitched = Event<
  'ReadModelSwitched',
  { consumer: string; to: 'rebuilt' | 'former'; differences: number; parked: number; reason: string | null }
>;
export type RebuildEnded = Event<'RebuildEnded', { consumer: string; kept: 'rebuilt' | 'former' }>;

export type RebuildEvent = RebuildStarted | ReadModelSwitched | RebuildEnded;

platformEvents({ RebuildStarted: true, ReadModelSwitched: true, RebuildEnded: true } satisfies Record<
  RebuildEvent['type'],
  true
>);
