import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Aggregate, Event, Ids, Metadata, Position, Receipt } from '#platform/core';
import { beginning, streamName } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import type { Transaction } from '#platform/database';
import { currentExecution } from '#platform/execution';
import { Decisions } from './decisions.js';
import type { EventLog, Landed, NewEvent, WrittenStream } from './event-log.js';
import type { Image, MemoryImage } from './memory-image.js';
import { TooMuchContention, VersionMismatch } from './refusals.js';
import type { Snapshots } from './snapshots.js';
import type { StreamKind } from './stream-kind.js';
import { kindOf } from './stream-kind.js';
import { TurnByKey } from './turn.js';
import { type Addition, type Refuse, UnitOfWork } from './unit-of-work.js';

/** How often a command decides anew after losing against another writer. */
const attempts = 12;

export interface TransactOptions {
  /** The version the caller has seen; anything else is refused with `VersionMismatch`. */
  readonly expectedVersion?: number;
  /** Gives what is thrown when what was decided tells of somebody who is forgotten. Left out, that is stored as erased. */
  readonly ifForgotten?: Refuse;
}

/** Ends a unit of work whose command was appended before. */
class Repeated extends Error {
  constructor() {
    super('This command was appended before');
  }
}

/**
 * One context's log as its commands use it: load, decide, append, and retry on conflict exist here and nowhere else.
 *
 * Every command answers with a receipt, also noted in the current execution. Commands on one stream take turns in this
 * process; between processes the expected version decides, and the loser decides again on what the winner wrote.
 */
export class Log {
  private readonly turns = new TurnByKey();
  private readonly openUnit = new AsyncLocalStorage<UnitOfWork>();
  private readonly decisions: Decisions;

  constructor(
    private readonly events: EventLog,
    private readonly ids: Ids,
    private readonly images: MemoryImage,
    private readonly snapshots: Snapshots,
  ) {
    this.decisions = new Decisions(events, images, snapshots);
  }

  get context(): string {
    return this.events.context;
  }

  /** Calls the listener when there may be new events; a hint that may be lost. Returns what ends that. */
  onAppended(listener: () => void): () => void {
    return this.events.onAppended(listener);
  }

  /**
   * Decides on the present state of one aggregate and appends what was decided; an empty decision appends nothing and is
   * a success. A command that the execution marks as repeatable answers a repetition with its first receipt.
   * Throws what `decide` throws, `VersionMismatch`, `TooMuchContention` or `LogUnavailable`.
   */
  transact<State, E extends Event>(
    aggregate: Aggregate<State, E>,
    id: string,
    decide: (state: State) => readonly NoInfer<E>[],
    options: TransactOptions = {},
  ): Promise<Receipt> {
    return this.record(kindOf(aggregate), id, decide, options);
  }

  /** `transact` for any kind of stream. */
  record<State>(
    kind: StreamKind<State>,
    id: string,
    decide: (state: State) => readonly Event[],
    options: TransactOptions = {},
  ): Promise<Receipt> {
    const stream = streamName(kind.category, id);
    const { expectedVersion, ifForgotten } = options;
    const checked = (image: Image<State>) => {
      if (expectedVersion !== undefined && expectedVersion !== image.version) throw new VersionMismatch();
      return decide(image.state);
    };
    const unit = this.openUnit.getStore();
    return unit === undefined
      ? this.turns.take(stream, () => this.decideAndAppend(kind, stream, checked, ifForgotten))
      : this.decideWithin(unit, kind, stream, checked, ifForgotten);
  }

  /** The present state of one aggregate; version 0 when it has no events. Reads the log, never only memory. */
  async load<State, E extends Event>(
    aggregate: Aggregate<State, E>,
    id: string,
  ): Promise<{ readonly state: State; readonly version: number }> {
    return this.image(kindOf(aggregate), id);
  }

  /**
   * `load`, but as this process last knew the aggregate where it knows it. Another process may have written since, so only what
   * is appended to that same stream may follow from it: the expected version finds out, and the work runs again on the log.
   */
  async lastKnown<State, E extends Event>(
    aggregate: Aggregate<State, E>,
    id: string,
  ): Promise<{ readonly state: State; readonly version: number }> {
    const stream = streamName(aggregate.category, id);
    const isPending = this.openUnit.getStore()?.pending(stream) !== undefined;
    const known = isPending || this.images.isDoubted(stream) ? undefined : this.images.get<State>(stream);
    return known ?? this.load(aggregate, id);
  }

  /** `load` for any kind of stream. Inside a unit of work it sees what the unit has decided so far. */
  async image<State>(kind: StreamKind<State>, id: string): Promise<Image<State>> {
    const stream = streamName(kind.category, id);
    return this.openUnit.getStore()?.pending<State>(stream) ?? (await this.decisions.catchUp(kind, stream));
  }

  /**
   * Appends what several `transact` calls decide together, or nothing. The work runs again when a stream was changed
   * meanwhile, so it does nothing but decide. The inner receipts carry no position yet; the one returned here does.
   */
  async atomically(work: () => Promise<void>): Promise<Receipt> {
    const outer = this.openUnit.getStore();
    if (outer !== undefined) {
      await outer.tentatively(work);
      return this.receipt(beginning, 0);
    }
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const unit = await this.gather(work).catch(repeatedOrThrow);
      if (unit === 'repeated' || unit.writes.length === 0) return this.noted(this.receipt(await this.events.head(), 0));
      const landed = await this.append(unit, attempt);
      if (landed !== undefined) return this.noted(this.receipt(lastPosition(landed.writes), 0));
    }
    throw new TooMuchContention();
  }

  /** Runs work whose `transact` calls only gather what they decide. For consumers, which append in their own transaction. */
  async gather(work: () => Promise<void>): Promise<UnitOfWork> {
    const unit = this.newUnit();
    await this.openUnit.run(unit, work);
    return unit;
  }

  /**
   * Appends a gathered unit inside the caller's transaction, as its last statement; throws `TooMuchContention` when a
   * stream was changed meanwhile. Returns what the caller runs after its commit.
   */
  async appendWithin(transaction: Transaction, unit: UnitOfWork): Promise<() => void> {
    if (unit.writes.length === 0) return () => {};
    const outcome = await this.events.appendWithin(transaction, unit.writes);
    crashPoint('writer-appended');
    if (outcome.outcome === 'appended') {
      return () => {
        this.keep(unit, outcome);
        this.events.announce(outcome);
      };
    }
    if (outcome.outcome === 'forgotten') throw unit.refusal;
    if (outcome.outcome === 'conflict') outcome.streams.forEach((stream) => this.images.doubt(stream));
    throw new TooMuchContention();
  }

  private async decideAndAppend<State>(
    kind: StreamKind<State>,
    stream: string,
    decide: (image: Image<State>) => readonly Event[],
    ifForgotten: Refuse | undefined,
  ): Promise<Receipt> {
    const commandId = currentExecution()?.commandId;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const unit = this.newUnit();
      const decided = await this.decisions.decideOrRecall(kind, stream, decide, commandId);
      if ('position' in decided) return this.noted(this.receipt(decided.position, decided.version));
      unit.add(stream, kind, decided.image, this.recordable(decided.events), { commandId, ifForgotten });
      crashPoint('writer-decided');
      const written = (await this.append(unit, attempt))?.writes[0];
      if (written !== undefined) return this.noted(this.receipt(written.position, written.version));
    }
    throw new TooMuchContention();
  }

  /** Where a unit landed; undefined when it lost against another writer and is to be decided again. */
  private async append(unit: UnitOfWork, attempt: number): Promise<Landed | undefined> {
    const outcome = await this.events.append(unit.writes);
    if (outcome.outcome === 'forgotten') throw unit.refusal;
    if (outcome.outcome === 'conflict') {
      await this.stepBack(outcome.streams, attempt);
      return undefined;
    }
    if (outcome.outcome === 'appended') this.keep(unit, outcome);
    return outcome;
  }

  private newUnit(): UnitOfWork {
    return new UnitOfWork(this.images.clearings);
  }

  private async decideWithin<State>(
    unit: UnitOfWork,
    kind: StreamKind<State>,
    stream: string,
    decide: (image: Image<State>) => readonly Event[],
    ifForgotten: Refuse | undefined,
  ): Promise<Receipt> {
    const commandId = currentExecution()?.commandId;
    const pending = unit.pending<State>(stream);
    const decided = pending
      ? { image: pending, events: decide(pending) }
      : await this.decisions.decideOrRecall(kind, stream, decide, commandId);
    if ('position' in decided) {
      if (decided.repeated) throw new Repeated();
      return this.receipt(decided.position, decided.version);
    }
    const { image, events } = decided;
    if (events.length === 0) return this.receipt(image.position, image.version);
    const addition: Addition = { commandId, ifForgotten };
    return this.receipt(beginning, unit.add(stream, kind, image, this.recordable(events), addition).version);
  }

  private recordable(events: readonly Event[]): NewEvent[] {
    const metadata = this.metadata();
    return events.map(({ type, data }) => {
      const schemaVersion = this.events.types.versionOf(type);
      return { id: this.ids.next(), type, schemaVersion, data, metadata };
    });
  }

  private metadata(): Metadata {
    const execution = currentExecution();
    const commandId = execution?.commandId ?? this.ids.next();
    return {
      commandId,
      correlationId: execution?.correlationId ?? commandId,
      ...(execution?.causationId === undefined ? {} : { causationId: execution.causationId }),
      ...(execution?.traceparent === undefined ? {} : { traceparent: execution.traceparent }),
      ...(execution?.principal === undefined ? {} : { actor: execution.principal.id }),
      ...(execution?.consumer === undefined ? {} : { consumer: execution.consumer }),
    };
  }

  /** What memory holds is what was to be appended: it is not kept when the log was given less. */
  private keep(unit: UnitOfWork, { writes, isErased }: Landed): void {
    if (isErased) return writes.forEach(({ stream }) => this.images.doubt(stream));
    for (const { stream, kind, image } of unit.streamsAfter(writes)) {
      this.images.keep(stream, image, unit.since);
      this.snapshots.grown(kind, stream, image.version);
    }
  }

  private async stepBack(streams: readonly string[], attempt: number): Promise<void> {
    for (const stream of streams) this.images.doubt(stream);
    if (attempt > 1) await pause(Math.random() * attempt * 5);
  }

  private receipt(position: Position, version: number): Receipt {
    return { context: this.context, position, version };
  }

  private noted(receipt: Receipt): Receipt {
    currentExecution()?.receipts.push(receipt);
    return receipt;
  }
}

function lastPosition(writes: readonly WrittenStream[]): Position {
  return writes.reduce((last, { position }) => (position > last ? position : last), beginning);
}

function repeatedOrThrow(error: unknown): 'repeated' {
  if (error instanceof Repeated) return 'repeated';
  throw error;
}
