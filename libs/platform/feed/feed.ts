import type { Position } from '#platform/core';

/** What a consumer gets: a fact of another context or an event of its own, with where it comes from. */
export interface Message {
  /** UUID of the event; the same however often it is delivered. */
  readonly id: string;
  readonly type: string;
  /** As it was sent; whoever handles it parses it by its contract. */
  readonly data: unknown;
  /** Why this code cannot read the event; its data are then null. */
  readonly unreadable?: string;
  readonly position: Position;
  readonly stream: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** The user who asked, when one did; known to readers of the own log only. */
  readonly actor?: string;
  /** The consumer that issued the command, when one did; known to readers of the own log only. */
  readonly causedBy?: string;
}

/** The next part of a feed. */
export interface Page {
  readonly messages: readonly Message[];
  /** Everything up to here is in `messages` or is not for this reader; its checkpoint moves here. */
  readonly upTo: Position;
}

/** The owner of a feed cannot be asked at the moment. Nothing is lost: read again later. */
export class FeedUnavailable extends Error {
  constructor(
    readonly context: string,
    cause?: unknown,
  ) {
    super(`The feed of ${context} cannot be read at the moment`, { cause });
    this.name = 'FeedUnavailable';
  }
}

/**
 * A reader has seen more of a log than there is: the log was restored from an older backup, or it is another one. What is
 * appended next would get positions that the reader has behind it, so it must not go on before a person has decided.
 */
export class FeedWentBack extends Error {
  constructor(
    readonly context: string,
    head: Position,
    after: Position,
  ) {
    super(
      `A reader of ${context} is at position ${after}, but the log of ${context} ends at ${head}: it was restored from an older backup, or it is another log. ` +
        `Restore ${context} as far as ${after} at least, or the reader's context to the same moment as ${context}.`,
    );
    this.name = 'FeedWentBack';
  }
}

/** Throws `FeedWentBack` when a reader is further than the log. */
export function assertNotAhead(context: string, head: Position, after: Position): void {
  if (after > head) throw new FeedWentBack(context, head, after);
}

/**
 * What one context publishes, in the order of its log, as one reader has it.
 *
 * Promises of every transport: at least once; in log order; only what is committed; nothing between `after` and `upTo`
 * is left out. It gives no more than that: a message may come again, what is committed may take a moment to arrive, and
 * what arrives was serialised on its way.
 *
 * To read from `after` says that everything up to there is settled for ever: a transport may then forget it. A transport
 * works for a reader from the first call of `onNews` until that listener is taken away.
 */
export abstract class Feed {
  abstract readonly context: string;

  /**
   * The messages of these types after a position, from at most `limit` positions. An empty page with `upTo` = `after`: nothing
   * more is here yet. Rejects with `FeedUnavailable` when only the owner could tell and does not answer, and with `FeedWentBack`
   * within a few seconds when `after` is behind the end of the log.
   */
  abstract read(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page>;

  /** How far the feed goes at this moment, by the owner's word; rejects with `FeedUnavailable` when it cannot be had. */
  abstract head(): Promise<Position>;

  /** Calls the listener when there may be more to read; a hint that may be lost, so readers also look now and then. */
  abstract onNews(listener: () => void): () => void;
}
