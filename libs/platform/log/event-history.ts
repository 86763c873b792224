import type { Position, RecordedEvent } from '#platform/core';

/** Which events are asked for; all of them when nothing is said. */
export interface WantedEvents {
  readonly stream?: string;
  readonly type?: string;
  readonly correlation?: string;
  /** ISO 8601, by the database's clock: recorded then or later. */
  readonly from?: string;
  /** Recorded before then. */
  readonly to?: string;
}

/** A part of a history. */
export interface FoundEvents {
  /** In log order. */
  readonly events: readonly RecordedEvent[];
  /** Where to go on; undefined when there is no more. */
  readonly next: Position | undefined;
}

/**
 * What happened in one context, for people who look. Slower than the log's own reads and never in their way: a search that
 * no index helps looks at a bounded piece of the log and says where to go on, so a part may be empty and not the last.
 */
export abstract class EventHistory {
  /** The next wanted events after a position, at most `limit`. */
  abstract find(wanted: WantedEvents, after: Position, limit: number): Promise<FoundEvents>;
}
