import type { Position, StreamEvent } from '#platform/core';

/** A stream folded up to one of its events: a copy of what the log says, which may be lost at any time. */
export interface Snapshot {
  readonly stream: string;
  /** Names the fold that came to this state. */
  readonly fold: string;
  /** Place of the last event folded here. */
  readonly version: number;
  readonly position: Position;
  /** Id of that event. */
  readonly eventId: string;
  /** What JSON returns. */
  readonly state: unknown;
}

/** What a stream has behind a version. */
export interface StreamPart {
  /** Stands for the events up to its own, which are then left out. */
  readonly snapshot: Snapshot | undefined;
  /** Whether there was a snapshot that could not be believed, and no other. */
  readonly ignored: boolean;
  /** In order. */
  readonly events: readonly StreamEvent[];
}

/**
 * Snapshots of one context's streams, beside its log.
 *
 * - A snapshot is believed only by the fold that made it, of events read through the same past, and only while the log holds the very event it ends with, at the
 *   same version and position. So one that is ahead of a restored log is ignored, and nothing has to be deleted.
 * - Saving is of no consequence to the log: it takes no lock that an append needs. Of several for one stream and fold the
 *   latest stays, in whatever order they arrive, unless the log does not hold it.
 * - The snapshots of two folds are kept for a stream, so that two versions of the code may run side by side.
 * - Losing all of it loses nothing.
 */
export abstract class SnapshotStore {
  /** The stream behind a version: the fold's snapshot if it is further, and the next events, at most `limit`. One round trip. */
  abstract read(stream: string, fold: string, afterVersion: number, limit: number): Promise<StreamPart>;

  /** Keeps a snapshot; false when the log does not hold its event, or a later one is kept. */
  abstract save(snapshot: Snapshot): Promise<boolean>;

  /** Removes the snapshots of all streams of these categories. */
  abstract removeOf(categories: readonly string[]): Promise<void>;
}
