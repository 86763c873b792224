import type { Position } from '#platform/core';
import type { Message, Page } from '#platform/feed';
import type { Commands } from './declarations.js';
import type { LaneCount } from './lanes/lanes.js';
import type { Work } from './work.js';

/** Where a consumer reads: its own context's log, or another context's feed. */
export interface Source {
  /** `log`, or the context whose feed it is. Stored in the checkpoint. */
  readonly name: string;
  /** The next messages that concern the consumer, from at most `limit` positions. */
  read(after: Position, limit: number): Promise<Page>;
  onNews(listener: () => void): () => void;
  /** How far it goes at this moment; rejects when its owner cannot be asked. */
  head(): Promise<Position>;
  /** Drops what this process keeps in memory of it and others have taken back since. Where there is none, it keeps nothing. */
  notice?(): Promise<void>;
}

interface Named {
  readonly name: string;
  readonly sources: readonly Source[];
  /** In how many lanes it is to be worked through; 1 when left out. */
  readonly lanes?: LaneCount;
  /** Its sources once more, for another reader: for each lane but the first, and for a rebuild. */
  sourcesFor?(reader: string): readonly Source[];
}

/** A consumer whose effects are rows and events of its own context. */
export interface InsideConsumer extends Named {
  readonly kind: 'projection' | 'reaction' | 'process';
  handle(message: Message, work: Work): Promise<void>;
  /** Handles what its own timers bring, and tells which of them failed and were put off; true when there was something. */
  fireTimers?(failed: (error: unknown, what: string) => void): Promise<boolean>;
}

/** A projection that says which tables it writes: they can be built anew beside those that serve. */
export interface RebuildableProjection extends InsideConsumer {
  readonly kind: 'projection';
  /** The entities of its tables. */
  readonly tables: readonly Function[];
  sourcesFor(reader: string): readonly Source[];
}

/** A consumer that calls the outside world. */
export interface OutsideConsumer extends Named {
  readonly kind: 'effect';
  readonly timeout: number;
  readonly concurrency: number;
  call(message: Message, signal: AbortSignal): Promise<Commands>;
}

export type Consumer = InsideConsumer | RebuildableProjection | OutsideConsumer;
