import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Position, positionFrom, type RecordedEvent } from '#platform/core';
import type { Extent } from '#platform/log';
import type { Appended } from './stored-event.js';

type Read = (after: Position, limit: number) => Promise<readonly RecordedEvent[]>;
type Open = (appended: readonly Appended[]) => Promise<readonly RecordedEvent[]>;

/** How far behind the log its readers may be for what is appended to be kept for them, in positions: further behind they read it anyway. */
const near = 1_000;

/** What is kept may grow by so much before it is cut, for cutting copies all of it. */
const slack = 1.1;

/**
 * The end of the log, kept in memory: the consumers of a process read the same new events at nearly the same time, most of them events
 * that this very process has appended, and one read or none serves them all. What is committed never changes and has no holes, so a
 * kept part is always true; where it ends, the log itself is read.
 */
export class RecentEvents {
  private events: RecordedEvent[] = [];
  private forgotten = 0;
  /** What was appended here and nobody has asked for, in the order of positions. */
  private appended: Appended[] = [];
  private opening: Promise<void> | undefined;
  private readonly beginning = new Map<string, Promise<readonly RecordedEvent[]>>();
  private readonly underWay = new Map<Promise<readonly RecordedEvent[]>, Position>();

  constructor(
    private readonly read: Read,
    private readonly open: Open,
    private readonly kept: number,
  ) {}

  /** The next events after a position, in order, at most `limit`. */
  async after(position: Position, limit: number, extent: Extent = 'all'): Promise<readonly RecordedEvent[]> {
    if (position + limit > this.last) await this.openAppended(limit);
    const kept = this.keptAfter(position, limit);
    if (extent === 'all') return this.completed(kept ?? [], position, limit);
    return kept ?? (await this.broughtAfter(position, limit)) ?? this.readOnce(position, limit);
  }

  /** Notes what this process has appended and committed. */
  note(appended: Appended): void {
    if (appended.after > this.last + near) this.appended = [];
    else insert(this.appended, appended);
  }

  /** Keeps nothing of what was read so far, nor of what is being read. */
  forget(): void {
    this.events = [];
    this.forgotten++;
  }

  private get last(): number {
    return this.events.at(-1)?.position ?? 0;
  }

  private keptAfter(position: Position, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.events[0]?.position ?? Infinity;
    if (position + 1 < first || position >= this.last) return undefined;
    return this.events.slice(position + 1 - first, position + 1 - first + limit);
  }

  /** Other processes may have appended behind what is kept, and forgotten somebody it tells of. */
  private async completed(
    kept: readonly RecordedEvent[],
    position: Position,
    limit: number,
  ): Promise<readonly RecordedEvent[]> {
    if (kept.length === limit) return kept;
    const { forgotten } = this;
    const others = await this.readOnce(positionFrom(position + kept.length), limit - kept.length);
    return kept.length === 0 || forgotten === this.forgotten ? [...kept, ...others] : this.readOnce(position, limit);
  }

  /** Keeps what was appended directly behind what is kept, once for all who ask. What cannot be opened is left to be read. */
  private openAppended(limit: number): Promise<void> | undefined {
    if (this.opening !== undefined) return this.opening;
    const next = this.takeAppended(limit);
    if (next.length === 0) return undefined;
    const { forgotten } = this;
    const opening = this.open(next).then(
      (events) => void (forgotten === this.forgotten && this.keep(events)),
      () => {},
    );
    return (this.opening = opening.finally(() => (this.opening = undefined)));
  }

  private takeAppended(limit: number): readonly Appended[] {
    const next: Appended[] = [];
    let { last } = this;
    const end = last + limit;
    while (this.appended.length > 0 && this.appended[0]!.after <= last && last < end) {
      const appended = this.appended.shift()!;
      if (endOf(appended) <= last) continue;
      last = endOf(appended);
      next.push(appended);
    }
    return next;
  }

  /** What a read that others have begun brings of the log's end; undefined when that is nothing: it may have begun too early. */
  private async broughtAfter(position: Position, limit: number): Promise<readonly RecordedEvent[] | undefined> {
    if (position < this.last) return undefined;
    const begun = [...this.underWay].find(([, after]) => after <= position);
    await begun?.[0].catch(() => {});
    return this.keptAfter(position, limit);
  }

  /** One read for all who ask in this turn of the event loop. Whoever asks later may ask because of a commit that it would miss. */
  private readOnce(position: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const key = `${position} ${limit}`;
    const aboutToBegin = this.beginning.get(key);
    if (aboutToBegin !== undefined) return aboutToBegin;
    const reading = nextTurn()
      .then(async () => {
        this.beginning.delete(key);
        this.underWay.set(reading, position);
        const { forgotten } = this;
        const read = await this.read(position, limit);
        return forgotten === this.forgotten ? this.keep(read) : read;
      })
      .finally(() => this.underWay.delete(reading));
    this.beginning.set(key, reading);
    return reading;
  }

  private keep(read: readonly RecordedEvent[]): readonly RecordedEvent[] {
    const newer = read.filter(({ position }) => position > this.last);
    if (newer.length === 0) return read;
    if (newer[0]!.position > this.last + 1) this.events = [];
    this.events.push(...newer);
    if (this.events.length > this.kept * slack) this.events = this.events.slice(-this.kept);
    return read;
  }
}

function endOf({ after, events }: Appended): number {
  return after + events.length;
}

/** Answers to several commits may come in another order than their positions. */
function insert(all: Appended[], appended: Appended): void {
  const before = all.findLastIndex(({ after }) => after < appended.after);
  all.splice(before + 1, 0, appended);
}
