import type { EventTypes, Metadata, Position, RecordedEvent } from '#platform/core';
import type { Transaction } from '#platform/database';

/** An event on its way into the log. */
export interface NewEvent {
  /** UUIDv7, made by the writer. */
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly metadata: Metadata;
}

/** What one append writes to one stream. */
export interface StreamWrite {
  readonly stream: string;
  /** The version the stream must have; 0 for a stream that must not exist. There is no "any". */
  readonly expectedVersion: number;
  /** At least one. */
  readonly events: readonly NewEvent[];
  /** Given when a caller may send the same command again: the same id on the same stream is appended once. UUID. */
  readonly commandId?: string;
  /** Whether it is refused when it tells of somebody who is forgotten; otherwise that is stored as erased. */
  readonly isOfTheLiving?: boolean;
}

/** Where a write ended: the last position and version it took. */
export interface WrittenStream {
  readonly stream: string;
  readonly version: number;
  readonly position: Position;
}

/** Writes that are in the log. */
export interface Landed {
  readonly outcome: 'appended' | 'repeated';
  readonly writes: readonly WrittenStream[];
  /** Given when something was stored as erased: then the log does not hold what was to be appended. */
  readonly isErased?: true;
}

/**
 * `appended`: all writes are in the log. `repeated`: this command was appended before, and here is where.
 * `conflict`: some stream was not at its expected version. `forgotten`: it was to tell of the living, and somebody is
 * forgotten. Of these two nothing was written.
 */
export type AppendOutcome =
  Landed | { readonly outcome: 'conflict'; readonly streams: readonly string[] } | { readonly outcome: 'forgotten' };

/** How much of what follows a position a reader wants at least: see `EventLog.read`. */
export type Extent = 'all' | 'part';

/**
 * The append-only log of one context.
 *
 * - Positions are 1, 2, 3 … without holes and become visible in that order: a reader that sees position n sees all below.
 * - A stream's versions are 1, 2, 3 …; of several writers with the same expected version one wins.
 * - An append is atomic over its writes and durable when its promise resolves. When it rejects with `LogUnavailable` the
 *   outcome is unknown to the caller, and the same writes (same event ids) may be appended again without doubling.
 * - Nobody can change or remove an event.
 * - Whatever reads gives events as today's code would have written them; one that this code cannot read is there all the same.
 */
export abstract class EventLog {
  abstract readonly context: string;

  /** How events are read, and in which versions they are to be written. */
  abstract readonly types: EventTypes;

  /** Appends in a transaction of its own; concurrent appends share one commit and each gets its own outcome. */
  abstract append(writes: readonly StreamWrite[]): Promise<AppendOutcome>;

  /**
   * Appends inside the caller's transaction. It takes the log's last lock, so it must be the last statement before the
   * commit; on `conflict` the caller rolls back, and after its commit it hands the outcome to `announce`.
   */
  abstract appendWithin(transaction: Transaction, writes: readonly StreamWrite[]): Promise<AppendOutcome>;

  /** Wakes the readers of this process. What landed in a transaction is theirs to read once that has committed. */
  abstract announce(committed?: Landed): void;

  /** What the command did when it was first appended to this stream, if it was. */
  abstract outcomeOf(commandId: string, stream: string): Promise<WrittenStream | undefined>;

  /** The events of one stream after a version, in order. */
  abstract readStream(stream: string, afterVersion: number): Promise<readonly RecordedEvent[]>;

  /**
   * The next events after a position, in order, at most `limit`. Who goes on until the answer is empty may ask for a `part`: it may
   * come from a read that others have begun and lack what was appended since, but an empty one says that nothing was there.
   */
  abstract read(after: Position, limit: number, extent?: Extent): Promise<readonly RecordedEvent[]>;

  /** The position of the last committed event; 0 when there is none. */
  abstract head(): Promise<Position>;

  /** Notices what other processes have changed of what this one keeps in memory; one query where there may be any. */
  abstract notice(): Promise<void>;

  /** Calls the listener after each commit of this process; a hint to read, never the delivery. Returns the way to stop. */
  abstract onAppended(listener: () => void): () => void;
}
