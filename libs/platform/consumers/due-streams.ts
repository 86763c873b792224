import type { Queryable } from '#platform/database';
import type { Message } from '#platform/feed';
import type { Consumer, InsideConsumer, OutsideConsumer } from './consumer.js';
import type { DueStream, HeldStream, HeldStreams } from './held-streams.js';
import { isNobodysFault, retryAfter, type RetryPolicy } from './retries.js';
import type { RunnerEvents } from './runner.js';
import { Work, type Workplace } from './work.js';

/** How often a finished outside call tries to commit what came of it. */
const settleAttempts = 5;

/**
 * Works off the streams that a consumer holds back, each in its order. For effects that is all of them: every event is held
 * first and called for later, several at once, so that a slow or failing call keeps only its own stream waiting.
 */
export class DueStreams {
  private readonly held = new Set<string>();
  private readonly atWork = new Map<string, Promise<void>>();

  constructor(
    private readonly consumer: Consumer,
    private readonly workplace: Workplace,
    private readonly store: HeldStreams,
    private readonly retries: RetryPolicy,
    private readonly events: RunnerEvents,
    private readonly ring: () => void,
  ) {}

  /** Whether a new event of this stream goes behind others that wait. */
  holds(source: string, stream: string): boolean {
    return this.consumer.kind === 'effect' || this.held.has(keyOf({ source, stream }));
  }

  /** Reads anew which streams are held. */
  async recall(): Promise<void> {
    if (this.consumer.kind === 'effect') return;
    const all = await this.store.all();
    this.held.clear();
    for (const stream of all) this.held.add(keyOf(stream));
  }

  /** Tries the streams whose time has come; true when there were any. */
  async attempt(signal: AbortSignal): Promise<boolean> {
    const { consumer } = this;
    if (consumer.kind === 'effect') return this.callSome(consumer, signal);
    if (this.held.size === 0) return false;
    const due = await this.store.due(20);
    for (const stream of due) await this.handle(consumer, stream);
    if (due.length > 0) await this.recall();
    return due.length > 0;
  }

  /** Resolves when no call is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.atWork.values());
  }

  /** Notes a failed attempt and when the next one is due; after the last one the stream is parked. */
  async failed(on: Queryable, stream: HeldStream, attempts: number, error: unknown): Promise<void> {
    const wait = retryAfter(this.retries, attempts);
    await this.store.fail(on, stream, { attempts, error: describe(error), retryAfter: wait });
    if (wait === undefined) this.events.failed(this.consumer.name, error, `${stream.stream} is parked`);
  }

  private async handle(consumer: InsideConsumer, due: DueStream): Promise<void> {
    try {
      const message = await this.messageAt(due);
      const work = new Work(this.workplace, consumer.name);
      if (message) await work.gather(() => work.onBehalfOf(message, () => consumer.handle(message, work)));
      await this.settle(work, due);
    } catch (error) {
      if (isNobodysFault(error)) throw error;
      await this.failed(this.workplace.database, due, due.attempts + 1, error);
    }
  }

  private async callSome(consumer: OutsideConsumer, signal: AbortSignal): Promise<boolean> {
    const free = consumer.concurrency - this.atWork.size;
    if (free <= 0) return false;
    const due = await this.store.due(free, [...this.atWork.keys()]);
    for (const stream of due) {
      const call = this.call(consumer, stream, signal).finally(() => {
        this.atWork.delete(keyOf(stream));
        this.ring();
      });
      this.atWork.set(keyOf(stream), call);
    }
    return due.length > 0;
  }

  private async call(consumer: OutsideConsumer, due: DueStream, stopped: AbortSignal): Promise<void> {
    try {
      const message = await this.messageAt(due);
      const commands = message ? await this.inTime(consumer, message, stopped) : [];
      await this.commit(consumer, due, message, commands);
    } catch (error) {
      if (stopped.aborted) return;
      const attempts = isNobodysFault(error) ? due.attempts : due.attempts + 1;
      this.events.failed(consumer.name, error, `${due.stream} will be tried again`);
      await this.failed(this.workplace.database, due, attempts, error).catch(() => {});
    }
  }

  /** The call's answer, or a failure when its time is up, whether or not the call heeds its signal. */
  private async inTime(consumer: OutsideConsumer, message: Message, stopped: AbortSignal): Promise<readonly object[]> {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(consumer.timeout)]);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const work = new Work(this.workplace, consumer.name);
    return Promise.race([work.onBehalfOf(message, () => consumer.call(message, signal)), late]);
  }

  /** Commits what came of a call. Losing against another writer is no reason to call again. */
  private async commit(
    consumer: OutsideConsumer,
    due: DueStream,
    message: Message | undefined,
    commands: readonly object[],
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const work = new Work(this.workplace, consumer.name);
        if (message) {
          await work.gather(() =>
            work.onBehalfOf(message, async () => {
              for (const command of commands) await work.command(command);
            }),
          );
        }
        return await this.settle(work, due);
      } catch (error) {
        if (attempt === settleAttempts || !isNobodysFault(error)) throw error;
      }
    }
  }

  private async settle(work: Work, due: DueStream): Promise<void> {
    await work.settle(async (transaction) => {
      if (!(await this.store.finish(transaction, due))) throw new Error(`${due.stream} was handled elsewhere`);
    });
  }

  /** The held event, read again from its source; undefined when the consumer no longer hears its type. */
  private async messageAt({ source: name, position }: DueStream): Promise<Message | undefined> {
    const source = this.consumer.sources.find((source) => source.name === name);
    const page = await source?.read((position - 1) as typeof position, 1);
    return page?.messages[0];
  }
}

function keyOf({ source, stream }: HeldStream): string {
  return `${source} ${stream}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
