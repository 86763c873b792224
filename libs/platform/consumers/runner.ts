import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import type { Transaction } from '#platform/database';
import { assertNotAhead, Bell, FeedUnavailable, FeedWentBack, type Message, type Page } from '#platform/feed';
import { CheckpointMoved, moveCheckpoint, readCheckpoint } from './checkpoints.js';
import type { Consumer, Source } from './consumer.js';
import { type Cursor, cursorAt } from './cursor.js';
import { apart, type Counts, passedOver, type Stretch } from './coverage.js';
import { type ConsumerEvents, type Drain, Failures } from './drain.js';
import { figuresOf } from './figures.js';
import { HeldStreams } from './held-streams.js';
import { OutsideCalls } from './outside-calls.js';
import type { Progress } from './progress.js';
import { isNobodysFault, retryAfter, type RetryPolicy, untilUncontended } from './retries.js';
import { SetAsideStreams } from './set-aside-streams.js';
import { isWeakened } from '#platform/weakening';
import { Work, type Workplace } from './work.js';

export interface RunnerOptions {
  readonly retries: RetryPolicy;
  /** Most positions read at once. */
  readonly batch: number;
  /** How long to wait for news before looking anyway, in milliseconds. */
  readonly poll: number;
  /** How many times as long as it took a consumer rests after a batch that did not fill: under load batches then grow instead. */
  readonly rest: number;
  /** The longest rest, in milliseconds. */
  readonly longestRest: number;
}

/** How a source that cannot be read is asked again. */
const askingAgain: RetryPolicy = { attempts: Infinity, first: 50, longest: 5_000 };

/** How often a consumer that stands still looks whether it may go on, in milliseconds. */
const standing = 1_000;

/** How often it is asked how far a source goes while its owner does not answer, in milliseconds. */
const confirmingAgain = 5_000;

/** Positions that concern the consumer nothing are stored together, this many at most. */
const unsavedAtMost = 5_000;

/**
 * Runs one consumer as its only owner: reads its sources, handles batches, and settles each with its checkpoint in one
 * transaction. A batch that fails is handled event by event; an event that fails alone is set aside with its stream.
 */
export class ConsumerRunner {
  private readonly bell = new Bell();
  private readonly cursors = new Map<Source, Cursor>();
  private readonly held: HeldStreams;
  private readonly failures: Failures;
  private readonly drain: Drain;
  private restUntil = -Infinity;
  private standsStill = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly workplace: Workplace,
    private readonly progress: Progress,
    private readonly options: RunnerOptions,
    private readonly events: ConsumerEvents,
  ) {
    this.held = new HeldStreams(workplace.database, consumer.name);
    this.failures = new Failures(consumer.name, this.held, options.retries, events);
    this.drain =
      consumer.kind === 'effect'
        ? new OutsideCalls(consumer, workplace, this.held, this.failures, this.bell.ring)
        : new SetAsideStreams(consumer, workplace, this.held, this.failures);
  }

  /** Works until the signal is aborted; rejects with `CheckpointMoved` when another instance has taken over. */
  async run(signal: AbortSignal): Promise<void> {
    const hangUp = this.consumer.sources.map((source) => source.onNews(() => this.hear(source)));
    try {
      for (let failures = 0; !signal.aborted;) {
        try {
          if (failures > 0 || this.cursors.size === 0) await this.recall();
          await this.takeRest(signal);
          const worked = await this.step(signal);
          failures = 0;
          if (this.isWithin) this.stand(undefined);
          if (!worked) await this.idle(signal);
        } catch (error) {
          if (error instanceof CheckpointMoved && failures > 3) throw error;
          await this.rest(error, ++failures, signal);
        }
      }
    } finally {
      hangUp.forEach((stop) => stop());
      this.stand(undefined);
      await this.drain.settled();
      await this.save().catch(() => {});
    }
  }

  private async rest(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    if (error instanceof FeedWentBack) {
      this.stand(error);
      return pause(standing, undefined, { signal }).catch(() => {});
    }
    figuresOf(this.consumer.name).failed('interrupted');
    this.events.failed(this.consumer.name, error, 'will be tried again');
    await this.bell.wait(retryAfter(askingAgain, failures)!, signal);
  }

  private stand(why: Error | undefined): void {
    if (this.standsStill !== (why !== undefined)) this.events.standing(this.consumer.name, why);
    this.standsStill = why !== undefined;
  }

  private get isWithin(): boolean {
    return [...this.cursors.values()].every((cursor) => cursor.isWithin);
  }

  /** Takes what is stored for the truth: after a failed commit nobody here knows whether it happened. */
  private async recall(): Promise<void> {
    for (const source of this.consumer.sources) {
      const saved = await readCheckpoint(this.workplace.database, this.consumer.name, source.name);
      this.cursors.set(source, cursorAt(saved));
      this.progress.note(this.consumer.name, source.name, saved.position);
    }
    await this.drain.recall();
  }

  private hear(source: Source): void {
    const cursor = this.cursors.get(source);
    if (cursor !== undefined) cursor.hasNews = true;
    this.bell.ring();
  }

  private async step(signal: AbortSignal): Promise<boolean> {
    let worked = false;
    for (const source of this.consumer.sources) worked = (await this.advance(source)) || worked;
    worked = (await this.drain.attempt(signal)) || worked;
    if (this.consumer.kind !== 'effect')
      worked = ((await this.consumer.fireTimers?.(this.timerFailed)) ?? false) || worked;
    return worked;
  }

  private readonly timerFailed = (error: unknown, what: string): void => {
    figuresOf(this.consumer.name).failed('put-off');
    this.events.failed(this.consumer.name, error, what);
  };

  private async advance(source: Source): Promise<boolean> {
    const cursor = this.cursors.get(source)!;
    const before = cursor.handled;
    const page = await this.readNext(source, cursor);
    if (page === undefined || page.upTo === before) return false;
    const stretch = { ...page, after: before };
    if (page.messages.length > 0) await this.handleStretch(source, cursor, stretch);
    else this.passOver(source, cursor, stretch);
    if (cursor.handled - cursor.saved > unsavedAtMost) await this.save();
    return true;
  }

  private async handleStretch(source: Source, cursor: Cursor, stretch: Stretch): Promise<void> {
    const { batch, rest, longestRest } = this.options;
    const begun = performance.now();
    crashPoint('consumer-fetched');
    await this.handleOrIsolate(source, cursor, stretch);
    const ended = performance.now();
    if (stretch.upTo - stretch.after < batch) this.restUntil = ended + Math.min(longestRest, rest * (ended - begun));
  }

  /**
   * The next page; undefined while there is no news, and while the source cannot be read. The others are read all the same; who
   * cannot be reached says so himself. News may get lost, so now and then it is looked for without any.
   */
  private async readNext(source: Source, cursor: Cursor): Promise<Page | undefined> {
    const now = performance.now();
    if (now < cursor.askAgain || (!cursor.hasNews && now - cursor.lookedAt < this.options.poll)) return undefined;
    Object.assign(cursor, { hasNews: false, lookedAt: now } satisfies Partial<Cursor>);
    try {
      if (!cursor.isWithin) await this.confirm(source, cursor);
      const limit = isWeakened('batches-are-bounded') ? 1e9 : this.options.batch;
      const page = await source.read(cursor.handled, limit);
      cursor.refusals = 0;
      cursor.hasNews ||= page.upTo > cursor.handled;
      return page;
    } catch (error) {
      if (!(error instanceof FeedUnavailable)) throw error;
      cursor.hasNews = true;
      Object.assign(cursor, { isWithin: false, confirmAgain: 0 } satisfies Partial<Cursor>);
      cursor.askAgain = performance.now() + retryAfter(askingAgain, ++cursor.refusals)!;
      return undefined;
    }
  }

  /** Asks how far the source goes. While its owner cannot be asked, what has reached us by another way is read all the same. */
  private async confirm(source: Source, cursor: Cursor): Promise<void> {
    const now = performance.now();
    if (now < cursor.confirmAgain) return;
    cursor.confirmAgain = now + confirmingAgain;
    try {
      assertNotAhead(source.name, await source.head(), cursor.handled);
      cursor.isWithin = true;
    } catch (error) {
      if (!(error instanceof FeedUnavailable)) throw error;
    }
  }

  private async handleOrIsolate(source: Source, cursor: Cursor, stretch: Stretch): Promise<void> {
    try {
      await this.handle(source, cursor, stretch);
    } catch (error) {
      if (isNobodysFault(error) || error instanceof CheckpointMoved) throw error;
      for (const part of apart(stretch)) await this.handleAlone(source, cursor, part);
    }
  }

  private async handleAlone(source: Source, cursor: Cursor, part: Stretch): Promise<void> {
    const [message] = part.messages;
    if (message === undefined) return this.passOver(source, cursor, part);
    try {
      await this.handle(source, cursor, part);
    } catch (error) {
      if (isNobodysFault(error) || error instanceof CheckpointMoved) throw error;
      await this.setAside(source, cursor, part, message, error);
    }
  }

  private async handle(source: Source, cursor: Cursor, stretch: Stretch): Promise<void> {
    const { consumer } = this;
    const { messages, upTo } = stretch;
    const begun = performance.now();
    const behind = messages.filter(({ stream }) => this.drain.holds(source.name, stream));
    const free = messages.filter(({ stream }) => !this.drain.holds(source.name, stream));
    await untilUncontended(async () => {
      const work = new Work(this.workplace, consumer.name);
      let handled = 0;
      if (consumer.kind !== 'effect') {
        await work.gatherFrom(free, async (message) => {
          await consumer.handle(message, work);
          handled += 1;
        });
      }
      crashPoint('consumer-applied');
      const bookkeeping = async (transaction: Transaction) => {
        await this.move(transaction, source, cursor, stretch, { handled, setAside: behind.length });
        crashPoint('checkpoint-written');
        await this.held.hold(transaction, source.name, behind);
      };
      return work.settle(bookkeeping);
    });
    crashPoint('consumer-committed');
    figuresOf(consumer.name).handled(source.name, free, begun);
    this.savedUpTo(source, cursor, upTo);
  }

  private async setAside(
    source: Source,
    cursor: Cursor,
    part: Stretch,
    message: Message,
    error: unknown,
  ): Promise<void> {
    await this.workplace.database.transaction(async (transaction) => {
      await this.move(transaction, source, cursor, part, { handled: 0, setAside: 1 });
      await this.held.hold(transaction, source.name, [message]);
      await this.failures.note(transaction, { source: source.name, stream: message.stream }, 1, error);
    });
    this.savedUpTo(source, cursor, message.position);
    await this.drain.recall();
  }

  private move(
    on: Transaction,
    source: Source,
    cursor: Cursor,
    stretch: Stretch,
    counts: Pick<Counts, 'handled' | 'setAside'>,
  ): Promise<void> {
    const ignored = cursor.passedOver + passedOver(stretch);
    const all = { ...counts, passedOver: ignored };
    const { saved: position, generation } = cursor;
    return moveCheckpoint(on, this.consumer.name, source.name, { position, generation }, stretch.upTo, all);
  }

  private passOver(source: Source, cursor: Cursor, stretch: Stretch): void {
    cursor.passedOver += passedOver(stretch);
    this.handledUpTo(source, cursor, stretch.upTo);
  }

  private savedUpTo(source: Source, cursor: Cursor, position: Position): void {
    Object.assign(cursor, { saved: position, passedOver: 0 } satisfies Partial<Cursor>);
    this.handledUpTo(source, cursor, position);
  }

  private handledUpTo(source: Source, cursor: Cursor, position: Position): void {
    cursor.handled = position;
    this.progress.note(this.consumer.name, source.name, position);
  }

  /** A batch costs a commit however small it is, so small ones do not follow one another at once. The busier all are the longer one takes. */
  private async takeRest(signal: AbortSignal): Promise<void> {
    const wait = this.restUntil - performance.now();
    if (wait > 1) await pause(wait, undefined, { signal }).catch(() => {});
  }

  /** Waits for news. Positions that were only passed over are stored once nothing more comes. */
  private async idle(signal: AbortSignal): Promise<void> {
    if (await this.bell.wait(100, signal)) return;
    await this.save();
    await this.bell.wait(this.options.poll, signal);
  }

  private async save(): Promise<void> {
    for (const [source, cursor] of this.cursors) {
      if (cursor.saved === cursor.handled) continue;
      const nothing = { after: cursor.handled, messages: [], upTo: cursor.handled };
      await this.move(this.workplace.database, source, cursor, nothing, { handled: 0, setAside: 0 });
      this.savedUpTo(source, cursor, cursor.handled);
    }
  }
}
