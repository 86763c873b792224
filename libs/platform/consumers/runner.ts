import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import { answered, type Transaction } from '#platform/database';
import { Bell, FeedWentBack, type Message } from '#platform/feed';
import { CheckpointMoved, moveCheckpoint, type Place, recallCheckpoint } from './checkpoints.js';
import type { Consumer, Source } from './consumer.js';
import { apart, type Counts, type Passed, passed, type Stretch } from './standing/coverage.js';
import { type Cursor, cursorAt, nothingPassed } from './cursor.js';
import { type ConsumerEvents, type Drain, Failures } from './held/drain.js';
import { figuresOf } from './standing/figures.js';
import { HeldStreams } from './held/held-streams.js';
import type { Lane } from './lanes/lanes.js';
import { OutsideCalls } from './held/outside-calls.js';
import { Pace, type PaceOptions } from './pace.js';
import type { Progress } from './standing/progress.js';
import { isNobodysFault, retryAfter, type RetryPolicy, untilUncontended } from './held/retries.js';
import { SetAsideStreams } from './held/set-aside-streams.js';
import { askingAgain, SourceReader } from './source-reader.js';
import { Work, type Workplace } from './work.js';

export interface RunnerOptions extends PaceOptions {
  readonly retries: RetryPolicy;
  /** Most positions read at once. */
  readonly batch: number;
  /** How long to wait for news before looking anyway, in milliseconds. */
  readonly poll: number;
}

/** What was read of one source. */
interface Part {
  readonly source: Source;
  readonly cursor: Cursor;
  readonly stretch: Stretch;
}

/** How often a lane that is halted looks whether it may go on, in milliseconds. */
const haltedLook = 1_000;

/** The same news wakes all who hear of it. Reactions and processes, on which others wait, are ahead of idle read models by so much, in milliseconds. */
const headStart = 5;

/** Positions that concern the consumer nothing are stored together, this many at most. */
const unsavedAtMost = 5_000;

/**
 * Runs one lane of a consumer as its only owner: reads its sources, handles batches, and settles each with its checkpoint in one
 * transaction. A batch that fails is handled event by event; an event that fails alone is set aside with its stream.
 */
export class ConsumerRunner {
  private readonly bell = new Bell();
  private readonly cursors = new Map<Source, Cursor>();
  private readonly held: HeldStreams;
  private readonly failures: Failures;
  private readonly drain: Drain;
  private readonly reader: SourceReader;
  private readonly pace: Pace;
  private isHalted = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly lane: Lane,
    private readonly workplace: Workplace,
    private readonly progress: Progress,
    private readonly options: RunnerOptions,
    private readonly events: ConsumerEvents,
  ) {
    this.held = new HeldStreams(workplace.database, consumer.name, lane);
    this.reader = new SourceReader(lane, options);
    this.pace = new Pace(options);
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
          if (this.isWithin) this.halt(undefined);
          if (!worked) await this.idle(signal);
        } catch (error) {
          if (error instanceof CheckpointMoved && failures > 3) throw error;
          await this.rest(error, ++failures, signal);
        }
      }
    } finally {
      hangUp.forEach((stop) => stop());
      this.halt(undefined);
      await this.drain.settled();
      await this.save().catch(() => {});
    }
  }

  private async rest(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    if (error instanceof FeedWentBack) {
      this.halt(error);
      return pause(haltedLook, undefined, { signal }).catch(() => {});
    }
    figuresOf(this.consumer.name).failed('interrupted');
    this.events.failed(this.consumer.name, error, 'will be tried again');
    await this.bell.wait(retryAfter(askingAgain, failures)!, signal);
  }

  private halt(why: Error | undefined): void {
    if (this.isHalted !== (why !== undefined)) this.events.halted(this.consumer.name, why);
    this.isHalted = why !== undefined;
  }

  private get isWithin(): boolean {
    return [...this.cursors.values()].every((cursor) => cursor.isWithin);
  }

  /** Takes what is stored for the truth: after a failed commit nobody here knows whether it happened. */
  private async recall(): Promise<void> {
    for (const source of this.consumer.sources) {
      const saved = await recallCheckpoint(this.workplace.database, this.placeIn(source));
      this.cursors.set(source, cursorAt(saved));
      this.progress.note(this.consumer.name, source.name, this.lane, saved.position, saved.ahead);
    }
    await this.drain.recall();
  }

  private placeIn(source: Source): Place {
    return { consumer: this.consumer.name, source: source.name, lane: this.lane };
  }

  private hear(source: Source): void {
    const cursor = this.cursors.get(source);
    if (cursor !== undefined) cursor.hasNews = true;
    this.bell.ring();
  }

  private async step(signal: AbortSignal): Promise<boolean> {
    const read = await Promise.allSettled(this.consumer.sources.map((source) => this.nextOf(source)));
    const parts = read.flatMap((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? []) : []));
    await this.advance(parts);
    for (const outcome of read) if (outcome.status === 'rejected') throw outcome.reason;
    let worked = parts.length > 0;
    worked = (await this.drain.attempt(signal)) || worked;
    if (this.consumer.kind !== 'effect')
      worked = ((await this.consumer.fireTimers?.(this.timerFailed)) ?? false) || worked;
    return worked;
  }

  private readonly timerFailed = (error: unknown, what: string): void => {
    figuresOf(this.consumer.name).failed('put-off');
    this.events.failed(this.consumer.name, error, what);
  };

  private async nextOf(source: Source): Promise<Part | undefined> {
    const cursor = this.cursors.get(source)!;
    const stretch = await this.reader.next(source, cursor);
    return stretch && { source, cursor, stretch };
  }

  private async advance(parts: readonly Part[]): Promise<void> {
    const { concerning = [], others = [] } = Object.groupBy(parts, ({ stretch }) =>
      stretch.messages.length > 0 ? 'concerning' : 'others',
    );
    others.forEach((part) => this.passOver(part));
    if (concerning.length > 0) await this.handlePaced(concerning);
    if (parts.some(({ cursor }) => cursor.handled - cursor.saved > unsavedAtMost)) await this.save();
  }

  private async handlePaced(parts: readonly Part[]): Promise<void> {
    const begun = performance.now();
    crashPoint('consumer-fetched');
    await this.handleOrIsolate(parts);
    const isFull = parts.some(({ stretch: { after, upTo } }) => upTo - after >= this.options.batch);
    if (!isFull) this.pace.worked(begun, performance.now());
  }

  private async handleOrIsolate(parts: readonly Part[]): Promise<void> {
    try {
      await this.handle(parts);
    } catch (error) {
      if (isNobodysFault(error) || error instanceof CheckpointMoved) throw error;
      for (const { stretch, ...place } of parts)
        for (const alone of apart(stretch)) await this.handleAlone({ ...place, stretch: alone });
    }
  }

  private async handleAlone(part: Part): Promise<void> {
    const [message] = part.stretch.messages;
    if (message === undefined) return this.passOver(part);
    try {
      await this.handle([part]);
    } catch (error) {
      if (isNobodysFault(error) || error instanceof CheckpointMoved) throw error;
      await this.setAside(part, message, error);
    }
  }

  /** All that was read in one transaction: a commit costs the same for one source as for several. */
  private async handle(parts: readonly Part[]): Promise<void> {
    const { consumer } = this;
    const begun = performance.now();
    const divided = parts.map((part) => ({ ...part, ...this.divided(part) }));
    await untilUncontended(async () => {
      const work = new Work(this.workplace, consumer.name);
      if (consumer.kind !== 'effect')
        await work.gather(async () => {
          for (const { free } of divided) await work.handleAll(free, (message) => consumer.handle(message, work));
        });
      crashPoint('consumer-applied');
      return work.settle(async (transaction) => {
        const kept = divided.flatMap(({ behind, ...part }) => [
          this.move(transaction, part, { handled: part.free.length, setAside: behind.length }),
          this.held.hold(transaction, part.source.name, behind),
        ]);
        await answered(kept);
        crashPoint('checkpoint-written');
      });
    });
    crashPoint('consumer-committed');
    for (const { source, cursor, stretch, free } of divided) {
      figuresOf(consumer.name).handled(source.name, free, begun);
      this.savedUpTo(source, cursor, stretch.upTo);
    }
  }

  /** What goes behind a held stream, and what is free to be handled. */
  private divided({ source, stretch }: Part) {
    const { behind = [], free = [] } = Object.groupBy(stretch.messages, ({ stream }) =>
      this.drain.holds(source.name, stream) ? 'behind' : 'free',
    );
    return { behind, free };
  }

  private async setAside(part: Part, message: Message, error: unknown): Promise<void> {
    const { source, cursor } = part;
    await this.workplace.database.transaction(async (transaction) => {
      await this.move(transaction, part, { handled: 0, setAside: 1 });
      await this.held.hold(transaction, source.name, [message]);
      await this.failures.note(transaction, { source: source.name, stream: message.stream }, 1, error);
    });
    this.savedUpTo(source, cursor, message.position);
    await this.drain.recall();
  }

  private move(
    on: Transaction,
    { source, cursor, stretch }: Part,
    counts: Pick<Counts, 'handled' | 'setAside'>,
  ): Promise<void> {
    const all = { ...counts, ...together(cursor.passed, passed(stretch)) };
    const { saved: position, generation } = cursor;
    return moveCheckpoint(on, this.placeIn(source), { position, generation }, stretch.upTo, all);
  }

  private passOver({ source, cursor, stretch }: Part): void {
    cursor.passed = together(cursor.passed, passed(stretch));
    this.handledUpTo(source, cursor, stretch.upTo);
  }

  private savedUpTo(source: Source, cursor: Cursor, position: Position): void {
    Object.assign(cursor, { saved: position, passed: nothingPassed } satisfies Partial<Cursor>);
    this.handledUpTo(source, cursor, position);
  }

  private handledUpTo(source: Source, cursor: Cursor, position: Position): void {
    cursor.handled = position;
    this.progress.note(this.consumer.name, source.name, this.lane, position, cursor.ahead);
  }

  private async takeRest(signal: AbortSignal): Promise<void> {
    const wait = this.pace.waitAt(performance.now());
    if (wait > 1) await pause(wait, undefined, { signal }).catch(() => {});
  }

  /** Waits for news. Positions that were only passed over are stored once nothing more comes. */
  private async idle(signal: AbortSignal): Promise<void> {
    if (!(await this.bell.wait(100, signal))) {
      await this.save();
      await this.bell.wait(this.options.poll, signal);
    }
    if (this.consumer.kind === 'projection') await pause(headStart, undefined, { signal }).catch(() => {});
  }

  private async save(): Promise<void> {
    for (const [source, cursor] of this.cursors) {
      if (cursor.saved === cursor.handled) continue;
      const nothing = { after: cursor.handled, messages: [], elsewhere: [], upTo: cursor.handled };
      await this.move(this.workplace.database, { source, cursor, stretch: nothing }, { handled: 0, setAside: 0 });
      this.savedUpTo(source, cursor, cursor.handled);
    }
  }
}

function together(one: Passed, other: Passed): Passed {
  return { passedOver: one.passedOver + other.passedOver, elsewhere: one.elsewhere + other.elsewhere };
}
