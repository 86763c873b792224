import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { crashPoint } from '#platform/crash-points';
import { logger } from '#platform/observability';
import { LRUCache } from 'lru-cache';
import { emptyImage, type Image } from './memory-image.js';
import { readStream } from './read-stream.js';
import { SnapshotFigures } from './snapshot-figures.js';
import type { Snapshot, SnapshotStore } from './snapshot-store.js';
import type { StreamKind } from './stream-kind.js';

export interface SnapshotLimits {
  /** By how many events a stream grows until its next snapshot; about so many are read behind one. */
  readonly every: number;
  /** The categories whose streams get none, because their states tell of people. */
  readonly without: ReadonlySet<string>;
  /** Most streams that wait for theirs; those that do not find room come again when they have grown. */
  readonly waiting: number;
}

interface Wanted {
  readonly kind: StreamKind<unknown>;
  /** How far the stream had come. */
  readonly version: number;
  /** When a reader has it at hand; otherwise the stream is read for it. */
  readonly candidate: Snapshot | undefined;
}

/** Of so many streams it is known how far their snapshots are. */
const remembered = 10_000;

/**
 * Reads the streams of one context, the long ones from snapshots, and takes these.
 *
 * They are taken one at a time, behind the commands and apart from their transactions, and hold only what was read from
 * the log. What fails is logged once and costs nothing but the time of reading more.
 */
export class Snapshots {
  private readonly limits: SnapshotLimits;
  private readonly figures: SnapshotFigures;
  private readonly log;
  private readonly wanted = new Map<string, Wanted>();
  /** Up to which version a stream needs no further snapshot. */
  private readonly settled = new LRUCache<string, number>({ max: remembered });
  private readonly unfit = new Set<string>();
  private isFailing = false;
  private readonly stopped = new AbortController();
  /** No command's execution, trace or unit of work reaches the taking. */
  private readonly apart = new AsyncResource('snapshots');
  private working: Promise<void> | undefined;

  constructor(
    context: string,
    private readonly store: SnapshotStore,
    limits: Partial<SnapshotLimits> = {},
  ) {
    this.limits = { every: 100, waiting: 1_000, without: new Set(), ...limits };
    this.figures = new SnapshotFigures(context);
    this.log = logger(context);
  }

  /** The stream as the log has it now, read from where the caller knows it or from a snapshot that is further. */
  async read<State>(kind: StreamKind<State>, stream: string, known: Image<State> | undefined): Promise<Image<State>> {
    const read = await readStream(this.store, this.believing(kind), stream, known ?? emptyImage(kind.initial));
    if (read.from !== undefined) {
      this.figures.used.add();
      if (!this.settled.has(stream)) this.settled.set(stream, read.from);
    } else if (read.ignored) this.figures.ignored.add();
    this.grown(kind as StreamKind<unknown>, stream, read.image.version, read.candidate);
    return read.image;
  }

  /** Removes what was taken of categories that get none, before they were declared so. */
  async removeUnwanted(): Promise<void> {
    if (this.limits.without.size > 0) await this.store.removeOf([...this.limits.without]);
  }

  /** No snapshot is one of a fold without a name. */
  private believing<State>(kind: StreamKind<State>): StreamKind<State> {
    return this.limits.without.has(kind.category) ? { ...kind, foldKey: '' } : kind;
  }

  /** Notes how far a stream has come in the log, and has a snapshot taken when that is far behind the last one. */
  grown(kind: StreamKind<unknown>, stream: string, version: number, candidate?: Snapshot): void {
    const { every, waiting, without } = this.limits;
    if (without.has(kind.category)) return;
    if (version < every || version - (this.settled.get(stream) ?? 0) < every) return;
    if (this.stopped.signal.aborted || (this.wanted.size >= waiting && !this.wanted.has(stream))) return;
    this.settled.set(stream, version);
    this.wanted.set(stream, { kind, version, candidate });
    this.working ??= this.apart.runInAsyncScope(() => this.work());
  }

  /** Resolves when nothing waits to be taken. */
  async idle(): Promise<void> {
    await this.working;
  }

  /** Takes no more snapshots; resolves when the one at work is taken or given up. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.wanted.clear();
    await this.working;
  }

  private async work(): Promise<void> {
    for (;;) {
      await nextTurn();
      const [next] = this.wanted;
      if (next === undefined) break;
      this.wanted.delete(next[0]);
      await this.take(...next);
    }
    this.working = undefined;
  }

  private async take(stream: string, { kind, version, candidate: atHand }: Wanted): Promise<void> {
    const { signal } = this.stopped;
    try {
      const candidate = atHand ?? (await this.candidate(kind, stream, signal));
      if (candidate === undefined) return;
      if (!isJson(candidate.state)) return this.refuse(kind, stream, version);
      if (await this.store.save(candidate)) this.figures.taken.add();
      crashPoint('snapshot-written');
      this.isFailing = false;
    } catch (error) {
      if (signal.aborted) return;
      this.figures.failed.add();
      this.putOff(stream, version);
      if (!this.isFailing) this.log.warn('Snapshots cannot be taken at the moment.', { stream, error });
      this.isFailing = true;
    }
  }

  /** What the log holds of a stream, unless another process has taken its snapshot meanwhile. */
  private async candidate(
    kind: StreamKind<unknown>,
    stream: string,
    signal: AbortSignal,
  ): Promise<Snapshot | undefined> {
    const { from = 0, candidate } = await readStream(this.store, kind, stream, emptyImage(kind.initial), signal);
    if (candidate !== undefined && candidate.version - from >= this.limits.every) return candidate;
    this.settled.set(stream, from);
    return undefined;
  }

  private refuse({ category }: StreamKind<unknown>, stream: string, version: number): void {
    this.figures.unfit.add();
    this.putOff(stream, version);
    if (this.unfit.has(category)) return;
    this.unfit.add(category);
    this.log.warn(`A state of ${category} is not what JSON returns, so it gets no snapshot.`, { stream });
  }

  /** Until the stream is twice as long, so that what never succeeds does not read it again and again. */
  private putOff(stream: string, version: number): void {
    this.settled.set(stream, 2 * version);
  }
}

function isJson(state: unknown): boolean {
  const text = JSON.stringify(state) as string | undefined;
  return text !== undefined && isDeepStrictEqual(JSON.parse(text), state);
}
