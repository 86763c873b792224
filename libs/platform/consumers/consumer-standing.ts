import { beginning, type Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import { FeedWentBack } from '#platform/feed';
import type { Consumer, Source } from './consumer.js';
import { type Coverage, uncovered } from './coverage.js';
import type { Progress } from './progress.js';
import { type SourceHead, SourceHeads } from './source-heads.js';
import { readStanding, type Standing } from './standing.js';

/** How far a consumer is in one source, whichever instance runs it. */
export interface SourceStanding {
  /** `log`, or the context whose feed it is. */
  readonly source: string;
  readonly checkpoint: Position;
  /** How far the source goes; null while it cannot be asked. */
  readonly head: Position | null;
  /** What it has not come to, as last known; null when nothing was ever known. */
  readonly lag: Lag | null;
  /** What became of everything up to the checkpoint; null before there is one. */
  readonly coverage: (Coverage & { readonly uncovered: number }) | null;
}

export interface Lag {
  readonly events: number;
  /** How long the oldest of them has waited; of a feed at least so long. */
  readonly seconds: number;
}

export interface HeldCount {
  readonly streams: number;
  readonly events: number;
}

/** How one consumer stands. */
export interface ConsumerStanding {
  readonly name: string;
  readonly kind: Consumer['kind'];
  /** Whether it runs in the instance that was asked. */
  readonly runsHere: boolean;
  /** Why it goes no further until a person has mended it; null when it does, as far as this instance can see. */
  readonly standsStill: string | null;
  readonly sources: readonly SourceStanding[];
  /** Streams that wait for a call or another attempt, and those that wait for a person. */
  readonly held: { readonly due: HeldCount; readonly parked: HeldCount };
}

/** What there is to be asked about. */
export interface Watched {
  readonly context: string;
  readonly consumers: readonly Consumer[];
  readonly database: Queryable;
  readonly progress: Progress;
  owns(consumer: string): boolean;
  /** Why a consumer of this instance stands still. */
  standsStill(consumer: string): Error | undefined;
}

/** All that is known at one moment. */
export interface Overview {
  readonly stored: Standing;
  readonly consumers: readonly ConsumerStanding[];
  /** Whether each feed that is heard has told how far it goes. */
  readonly feeds: ReadonlyMap<string, boolean>;
}

/** How the consumers of a context stand: one statement, and one question to each other context. */
export class Overviews {
  private readonly heads = new SourceHeads();

  constructor(private readonly watched: Watched) {}

  async take(): Promise<Overview> {
    const { consumers, database } = this.watched;
    const sources = new Map(consumers.flatMap(({ sources }) => sources).map((source) => [source.name, source]));
    const asked = [...sources.values()].filter(({ name }) => name !== 'log');
    const [stored, ...told] = await Promise.all([readStanding(database), ...asked.map((feed) => this.heads.of(feed))]);
    const heads = new Map(asked.map(({ name }, index) => [name, told[index]!]));
    const feeds = new Map([...heads].map(([name, { isKnown }]) => [name, isKnown]));
    heads.set('log', { position: stored.head, isKnown: true });
    return { stored, feeds, consumers: consumers.map((consumer) => this.standingOf(consumer, stored, heads)) };
  }

  private standingOf(
    { name, kind, sources }: Consumer,
    stored: Standing,
    heads: ReadonlyMap<string, SourceHead>,
  ): ConsumerStanding {
    const places = sources.map((source) => this.ofSource(name, source, stored, heads.get(source.name)!));
    const held = (status: 'due' | 'parked') => {
      const { streams = 0, events = 0 } =
        stored.held.find((one) => one.consumer === name && one.status === status) ?? {};
      return { streams, events };
    };
    return {
      name,
      kind,
      runsHere: this.watched.owns(name),
      standsStill: this.watched.standsStill(name)?.message ?? aheadOf(places),
      sources: places,
      held: { due: held('due'), parked: held('parked') },
    };
  }

  /** What this instance has passed over may not be stored yet; where another one works, what is stored is what is known. */
  private ofSource(
    consumer: string,
    { name: source }: Source,
    { checkpoints }: Standing,
    { position: head, isKnown }: SourceHead,
  ): SourceStanding {
    const row = checkpoints.find((one) => one.consumer === consumer && one.source === source);
    const own = this.watched.owns(consumer) ? this.watched.progress.of(consumer, source) : beginning;
    const checkpoint = Math.max(row?.position ?? 0, own) as Position;
    const shared = { source, checkpoint, coverage: row === undefined ? null : coverageOf(row) };
    if (head === undefined) return { ...shared, head: null, lag: null };
    const waits = source === 'log' && checkpoint === row?.position ? row.waits : this.heads.beyond(source, checkpoint);
    const events = Math.max(0, head - checkpoint);
    return { ...shared, head: isKnown ? head : null, lag: { events, seconds: events === 0 ? 0 : (waits ?? 0) } };
  }
}

function aheadOf(places: readonly SourceStanding[]): string | null {
  const ahead = places.find(({ checkpoint, head }) => head !== null && checkpoint > head);
  return ahead === undefined ? null : new FeedWentBack(ahead.source, ahead.head!, ahead.checkpoint).message;
}

function coverageOf({
  consumer: _,
  source: __,
  waits: ___,
  position,
  ...coverage
}: Standing['checkpoints'][number]): Coverage & { readonly uncovered: number } {
  return { ...coverage, uncovered: uncovered(position, coverage) };
}
