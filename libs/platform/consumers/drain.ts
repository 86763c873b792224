import type { Queryable } from '#platform/database';
import type { DueStream, HeldStream, HeldStreams } from './held-streams.js';
import { retryAfter, type RetryPolicy } from './retries.js';
import type { Message } from '#platform/feed';
import type { Consumer } from './consumer.js';

/** What consumers tell those who watch. */
export interface ConsumerEvents {
  failed(consumer: string, error: unknown, what: string): void;
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

  async note(on: Queryable, stream: HeldStream, attempts: number, error: unknown): Promise<void> {
    const wait = retryAfter(this.retries, attempts);
    this.events.failed(
      this.consumer,
      error,
      wait === undefined ? `${stream.stream} is parked` : `${stream.stream} waits`,
    );
    await this.store.fail(on, stream, { attempts, error: describe(error), retryAfter: wait });
  }
}

/** The most positions that held events are read in one piece. */
const widestRead = 1_000;

/** The first waiting events of held streams, read again from their sources; left out where the consumer no longer hears the type. */
export async function messagesOf(
  consumer: Consumer,
  due: readonly DueStream[],
): Promise<ReadonlyMap<DueStream, Message>> {
  const messages = new Map<DueStream, Message>();
  for (const source of consumer.sources) {
    const ofSource = due.filter(({ source: name }) => name === source.name).toSorted((a, b) => a.position - b.position);
    for (const near of neighbours(ofSource)) {
      const first = near[0]!.position;
      const page = await source.read((first - 1) as typeof first, near.at(-1)!.position - first + 1);
      const byPosition = new Map(page.messages.map((message) => [message.position, message]));
      for (const stream of near) {
        const message = byPosition.get(stream.position);
        if (message !== undefined) messages.set(stream, message);
      }
    }
  }
  return messages;
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

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
