import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { isWeakened } from '#platform/weakening';
import { type Lane, type LaneCount, laneName, laneNames, lanesOf } from './lanes.js';
import { type Holders, LockSession } from './locks.js';
import { fairShares, type Instance } from './shares.js';

/** How often to look who is there and what is free, and to show that we still live. Milliseconds. */
const look = 500;
/** How often while somebody else is about to hand something over. */
const soon = 50;
/** After this silence the server gives away what we hold: we are frozen, or nothing gets through. By then we have stopped, if we can. */
const silence = 4_000;

/** Why a lane is to stop when another instance is to go on with it: there is time to finish what is under way. */
export const handingOver = Symbol('handing over');

/** What the instances of a context share out among themselves: works, each in one or several lanes. */
export interface SharedWork {
  /** What this instance can do, and in how many lanes it wants it. */
  readonly declared: ReadonlyMap<string, LaneCount>;
  /** Looks anew in how many lanes the works are done at present. */
  recall(): Promise<void>;
  /** As last known; undefined before that. */
  lanes(work: string): LaneCount | undefined;
  /** Whether the number of lanes may be changed. */
  mayRegroup(work: string): boolean;
  /** Changes it. Called while nobody works on any of the lanes. */
  regroup(work: string, from: LaneCount, to: LaneCount): Promise<void>;
  /** Works on one lane until the signal is aborted. */
  run(work: string, lane: Lane, signal: AbortSignal): Promise<void>;
}

interface Held {
  readonly work: string;
  readonly lane: Lane;
  readonly leave: AbortController;
  readonly done: Promise<void>;
}

interface LaneOfWork {
  readonly name: string;
  readonly of: string;
  readonly lane: Lane;
}

/** What is known during one connection's life. */
interface Sharing {
  readonly work: SharedWork;
  readonly locks: LockSession;
  readonly self: Instance;
  readonly ended: AbortSignal;
}

/**
 * Holds the right to run lanes of consumers: one session advisory lock each, all on one connection, and one more for each
 * consumer that says who takes part. So everyone sees who is there and what each does, and takes or hands over his share of it. When
 * the connection is lost so are the locks; the work is then stopped, and the checkpoint's compare-and-set refuses whatever it
 * still tries to write. Whoever says nothing for four seconds loses them too, though the connection may seem to stand.
 */
export class Ownership {
  private readonly stopping = new AbortController();
  private holding: Promise<void> | undefined;
  private readonly held = new Map<string, Held>();
  private readonly regrouping = new Set<string>();
  private seen: Holders = { owners: new Map(), candidates: new Map(), names: new Map() };

  constructor(
    private readonly connection: pg.ClientConfig,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Runs this instance's share of the work, until `release`. */
  hold(work: SharedWork): void {
    this.holding = this.keepHolding(work);
  }

  /** Whether a lane of the work, or all that there are, runs here. */
  owns(work: string, lane?: Lane): boolean {
    return [...this.held.values()].some((one) => one.work === work && (!lane || lane.first === one.lane.first));
  }

  /** What the instance that runs a lane calls itself, as last seen; undefined when there is none. */
  ownerOf(work: string, lane: Lane): string | undefined {
    const owner = this.seen.owners.get(laneName(work, lane));
    return owner === undefined ? undefined : this.seen.names.get(owner);
  }

  /** Stops the work, waits for it to end, and gives the locks back. */
  async release(): Promise<void> {
    this.stopping.abort();
    await this.holding;
  }

  private async keepHolding(work: SharedWork): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.session(work);
      } catch (error) {
        this.onError(error);
        await pause(look / 2, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** One connection's life: takes its share, again and again, until the connection or the process ends. */
  private async session(work: SharedWork): Promise<void> {
    await work.recall();
    const locks = new LockSession(this.connection);
    const ended = AbortSignal.any([locks.lost, this.stopping.signal]);
    const self = await locks.open(isWeakened('silence-ends-ownership') ? undefined : silence);
    try {
      await locks.takePart(work.declared);
      while (!ended.aborted) {
        const isWaiting = await this.share({ work, locks, self, ended });
        await pause(isWaiting ? soon : look, undefined, { signal: ended }).catch(() => {});
      }
      if (!locks.lost.aborted) await locks.withdraw(work.declared);
    } finally {
      if (!this.stopping.signal.aborted) locks.lose();
      await speaking(locks, Promise.all([...this.held.values()].map(({ done }) => done)));
      await locks.close();
    }
  }

  /** Hands over what is another's and takes what is free and ours; true when more is to come. */
  private async share(sharing: Sharing): Promise<boolean> {
    const { work, locks, self } = sharing;
    const works = [...work.declared.keys()];
    this.seen = await locks.holders(works.flatMap(laneNames));
    void work.recall().catch(this.onError);
    const changing = works.filter((name) => this.isToBeRegrouped(name, work));
    const present = works.filter((name) => !changing.includes(name)).flatMap((name) => unitsOf(name, work));
    const shares = this.sharesAmong(present, self);
    const own = present.filter(({ name }) => shares.get(name) === self);
    this.handOver(own);
    const missing = own.filter(({ name }) => !this.held.has(name));
    for (const unit of await lock(locks, missing)) this.begin(unit, sharing);
    for (const name of changing) this.regroup(name, work);
    return changing.length > 0 || missing.length > 0;
  }

  private sharesAmong(units: readonly LaneOfWork[], self: Instance): ReadonlyMap<string, Instance> {
    if (isWeakened('one-owner')) return new Map(units.map(({ name }) => [name, self]));
    const candidates = new Map([...this.seen.candidates].map(([name, all]) => [name, [...all.keys()]]));
    return fairShares(units, candidates, this.seen.owners);
  }

  private handOver(own: readonly LaneOfWork[]): void {
    const isOwn = ([name, { lane }]: [string, Held]) =>
      own.some((unit) => unit.name === name && unit.lane.count === lane.count);
    for (const entry of this.held) if (!isOwn(entry)) entry[1].leave.abort(handingOver);
  }

  private begin({ name, of, lane }: LaneOfWork, { work, locks, ended }: Sharing): void {
    const leave = new AbortController();
    const done = work
      .run(of, lane, AbortSignal.any([ended, leave.signal]))
      .catch(this.onError)
      .then(() => (locks.lost.aborted ? undefined : locks.unlock(name)))
      .catch(locks.lose)
      .finally(() => this.held.delete(name));
    this.held.set(name, { work: of, lane, leave, done });
  }

  /** All who take part want the same number of lanes, and it is not what there is. While others want another, it stays. */
  private isToBeRegrouped(name: string, work: SharedWork): boolean {
    const wishes = this.seen.candidates.get(name) ?? new Map<Instance, number>();
    const [wish, ...others] = new Set(wishes.values());
    const current = work.lanes(name);
    if (wish === undefined || others.length > 0 || current === undefined || wish === current) return false;
    return work.mayRegroup(name) && this.ownersOf(name).every((owner) => wishes.has(owner));
  }

  private ownersOf(name: string): readonly Instance[] {
    return laneNames(name).flatMap((lane) => this.seen.owners.get(lane) ?? []);
  }

  /** Once everyone has handed over. Others may try at the same moment; it happens once. */
  private regroup(name: string, work: SharedWork): void {
    if (this.ownersOf(name).length > 0 || this.regrouping.has(name)) return;
    this.regrouping.add(name);
    void work
      .regroup(name, work.lanes(name)!, work.declared.get(name)!)
      .catch(this.onError)
      .finally(() => this.regrouping.delete(name));
  }
}

function unitsOf(name: string, work: SharedWork): readonly LaneOfWork[] {
  const count = work.lanes(name);
  if (count === undefined) return [];
  return lanesOf(count).map((lane) => ({ name: laneName(name, lane), of: name, lane }));
}

async function lock(locks: LockSession, units: readonly LaneOfWork[]): Promise<readonly LaneOfWork[]> {
  if (isWeakened('one-owner')) return units;
  const locked = await locks.lockFree(units.map(({ name }) => name));
  return units.filter(({ name }) => locked.has(name));
}

/** Keeps the locks while work comes to its end. */
async function speaking(locks: LockSession, work: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => void locks.speak().catch(() => {}), look);
  await work.finally(() => clearInterval(timer));
}
