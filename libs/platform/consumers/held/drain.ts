import type { Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import { figuresOf } from '../standing/figures.js';
import type { DueStream, HeldStream, HeldStreams } from './held-streams.js';
import { retryAfter, type RetryPolicy } from './retries.js';
import { FeedUnavailable, type Message, type Page } from '#platform/feed';
import type { Consumer, Source } from '../consumer.js';

/** What consumers tell those who watch. */
export interface ConsumerEvents {
  failed(consumer: string, error: unknown, what: string): void;
  /** A consumer stands still until a person has mended what the error speaks of; undefined when it no longer does so here. */
  halted(consumer: string, why: Error | undefined): void;
}

/** Works off the streams that a consumer holds back, each in its order. */
export interface Drain {
  /** Whether a new event of this stream goes behind others that wait. */
  holds(source: string, stream: string): boolean;
  /** Reads anew which streams are held. */
  recall(): Promise<void>;
  /** Tries the streams whose time has come; true when there were any. */
  attempt(signal: AbortSignal): Promise<boolean>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** Names a held stream within its consumer. */
export function keyOf({ source, stream }: HeldStream): string {
  return `${source} ${stream}`;
}

/** Notes failed attempts of one consumer and when the next is due; after the last one the stream is parked. */
export class Failures {
  constructor(
    private readonly consumer: string,
    private readonly store: HeldStreams,
    private readonly retries: RetryPolicy,
    private readonly events: ConsumerEvents,
  ) {}

  /** Puts off streams whose source cannot be read at the moment: no attempt was made. */
  async putOff(on: Queryable, streams: readonly DueStream[]): Promise<void> {
    for (const stream of streams) {
      await this.store.fail(on, stream, {
        attempts: stream.attempts,
        error: 'its source cannot be read',
        retryAfter: 2_000,
      });
    }
  }

  async note(on: Queryable, stream: HeldStream, attempts: number, error: unknown): Promise<void> {
    const wait = retryAfter(this.retries, attempts);
    figuresOf(this.consumer).failed(wait === undefined ? 'parked' : 'retried');
    this.events.failed(
      this.consumer,
      error,
      wait === undefined ? `${stream.stream} is parked` : `${stream.stream} waits`,
    );
    await this.store.fail(on, stream, { attempts, error: describeError(error), retryAfter: wait });
  }
}

/** The most positions that held events are read in one piece. */
const widestRead = 1_000;

/**
 * The first waiting events of held streams, read again from their sources, which take note before of whom others have
 * forgotten: what comes late must not tell of those whose rows were emptied. Undefined where the consumer no longer hears the
 * type. A stream whose source cannot be read at the moment is left out.
 */
export async function messagesOf(
  consumer: Consumer,
  due: readonly DueStream[],
): Promise<ReadonlyMap<DueStream, Message | undefined>> {
  const found = new Map<DueStream, Message | undefined>();
  for (const source of consumer.sources) {
    const ofSource = due.filter(({ source: name }) => name === source.name).toSorted((a, b) => a.position - b.position);
    if (ofSource.length > 0) await source.notice?.();
    for (const near of neighbours(ofSource)) {
      const messages = await readThrough(source, near[0]!.position, near.at(-1)!.position);
      const byPosition = new Map(messages?.map((message) => [message.position, message]));
      if (messages !== undefined) for (const stream of near) found.set(stream, byPosition.get(stream.position));
    }
  }
  return found;
}

/**
 * All that concerns the consumer from one position to another, in as many pages as the source makes of it; undefined when the
 * source does not reach as far at the moment.
 */
async function readThrough(source: Source, from: Position, to: Position): Promise<readonly Message[] | undefined> {
  const messages: Message[] = [];
  let page: Page | undefined;
  for (let after = (from - 1) as Position; after < to; after = page.upTo) {
    page = await source.read(after, to - after).catch(onlyUnavailable);
    if (page === undefined || page.upTo === after) return undefined;
    messages.push(...page.messages);
  }
  return messages;
}

function onlyUnavailable(error: unknown): undefined {
  if (!(error instanceof FeedUnavailable)) throw error;
}

/** Cuts a list sorted by position into parts that one read covers. */
function neighbours(due: readonly DueStream[]): readonly (readonly DueStream[])[] {
  const parts: DueStream[][] = [];
  for (const stream of due) {
    const part = parts.at(-1);
    if (part !== undefined && stream.position - part[0]!.position < widestRead) part.push(stream);
    else parts.push([stream]);
  }
  return parts;
}

/** An error in one line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
