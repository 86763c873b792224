import { beginning, type Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import { FeedWentBack } from '#platform/feed';
import type { Consumer, Source } from '../consumer.js';
import { type Coverage, type Held, uncovered } from './coverage.js';
import { type Lane, lanesOf, lastOf } from '../lanes/lanes.js';
import type { Progress } from './progress.js';
import { allLanes, joined } from '../lanes/regroup.js';
import { type SourceHead, SourceHeads } from './source-heads.js';
import { readStanding, type Standing, type StoredCheckpoint } from './standing.js';

/** How far a consumer is in one source, whichever instance runs it. */
export interface SourceStanding {
  /** `log`, or the context whose feed it is. */
  readonly source: string;
  /** Where its slowest lane is. */
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

/** How one lane of a consumer stands. */
export interface LaneStanding {
  /** The first and the last of its slots. */
  readonly slots: readonly [first: number, last: number];
  /** What the instance that runs it calls itself at the database, as last seen; null when none does. */
  readonly instance: string | null;
  /** Whether that is the instance that was asked. */
  readonly runsHere: boolean;
  /** How far it is in each source. */
  readonly checkpoints: Readonly<Record<string, Position>>;
}

/** How one consumer stands. */
export interface ConsumerStanding {
  readonly name: string;
  readonly kind: Consumer['kind'];
  /** Whether it runs in the instance that was asked; of several lanes, whether one of them does. */
  readonly runsHere: boolean;
  readonly lanes: readonly LaneStanding[];
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
  runsHere(consumer: string, lane: Lane): boolean;
  /** What the instance that runs a lane calls itself. */
  ownerOf(consumer: string, lane: Lane): string | undefined;
  /** Why a lane of this instance stands still. */
  haltedBy(consumer: string, lane: Lane): Error | undefined;
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

  private standingOf(consumer: Consumer, stored: Standing, heads: ReadonlyMap<string, SourceHead>): ConsumerStanding {
    const { name, kind, sources } = consumer;
    const all = lanesOf(stored.lanes[name] ?? 1);
    const places = sources.map((source) => this.ofSource(name, source, all, stored, heads.get(source.name)!));
    const lanes = all.map((lane) => this.ofLane(consumer, lane, stored));
    const halted = all.map((lane) => this.watched.haltedBy(name, lane)).find((why) => why !== undefined);
    const held = (status: 'due' | 'parked') => {
      const { streams = 0, events = 0 } =
        stored.held.find((one) => one.consumer === name && one.status === status) ?? {};
      return { streams, events };
    };
    return {
      name,
      kind,
      runsHere: lanes.some(({ runsHere }) => runsHere),
      standsStill: halted?.message ?? aheadOf(places, lanes),
      lanes,
      sources: places,
      held: { due: held('due'), parked: held('parked') },
    };
  }

  private ofLane({ name, sources }: Consumer, lane: Lane, stored: Standing): LaneStanding {
    return {
      slots: [lane.first, lastOf(lane)],
      instance: this.watched.ownerOf(name, lane) ?? null,
      runsHere: this.watched.runsHere(name, lane),
      checkpoints: Object.fromEntries(
        sources.map(({ name: source }) => [source, this.placeOf(name, source, lane, stored)]),
      ),
    };
  }

  /** What this instance has passed over may not be stored yet; where another one works, what is stored is what is known. */
  private placeOf(consumer: string, source: string, lane: Lane, { checkpoints }: Standing): Position {
    const row = checkpoints.find(
      (one) => one.consumer === consumer && one.source === source && one.lane === lane.first,
    );
    const own = this.watched.runsHere(consumer, lane) ? this.watched.progress.of(consumer, source, lane) : beginning;
    return Math.max(row?.position ?? 0, own) as Position;
  }

  private ofSource(
    consumer: string,
    { name: source }: Source,
    lanes: readonly Lane[],
    stored: Standing,
    { position: head, isKnown }: SourceHead,
  ): SourceStanding {
    const rows = stored.checkpoints.filter((one) => one.consumer === consumer && one.source === source);
    const checkpoint = Math.min(...lanes.map((lane) => this.placeOf(consumer, source, lane, stored))) as Position;
    const shared = { source, checkpoint, coverage: coverageOf(consumer, source, rows, lanes, stored) };
    if (head === undefined) return { ...shared, head: null, lag: null };
    const next = rows.find(({ position }) => source === 'log' && position === checkpoint);
    const waits = next === undefined ? this.heads.beyond(source, checkpoint) : next.waits;
    const events = Math.max(0, head - checkpoint);
    return { ...shared, head: isKnown ? head : null, lag: { events, seconds: events === 0 ? 0 : (waits ?? 0) } };
  }
}

function aheadOf(places: readonly SourceStanding[], lanes: readonly LaneStanding[]): string | null {
  for (const { source, head } of places) {
    const furthest = Math.max(...lanes.map(({ checkpoints }) => checkpoints[source]!)) as Position;
    if (head !== null && furthest > head) return new FeedWentBack(source, head, furthest).message;
  }
  return null;
}

function coverageOf(
  consumer: string,
  source: string,
  rows: readonly StoredCheckpoint[],
  lanes: readonly Lane[],
  { setAside }: Standing,
): SourceStanding['coverage'] {
  if (rows.length === 0) return null;
  const all = allLanes(rows, lanes[0]!.count);
  const { countedFrom, handled, passedOver, setAside: aside, elsewhere } = joined(all);
  const { waiting, handledLater, discarded } =
    setAside.find((one) => one.consumer === consumer && one.source === source) ?? nothingHeld;
  const held = { waiting, handledLater, discarded };
  const ahead = Math.max(0, -elsewhere);
  return { countedFrom, handled, passedOver, setAside: aside, ahead, ...held, uncovered: uncovered(all, held) };
}

const nothingHeld: Held = { waiting: 0, handledLater: 0, discarded: 0 };
