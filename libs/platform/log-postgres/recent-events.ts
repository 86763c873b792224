import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position, RecordedEvent } from '#platform/core';

type Read = (after: Position, limit: number) => Promise<readonly RecordedEvent[]>;

/**
 * The end of the log as it was last read, kept in memory: the consumers of a process read the same new events at nearly the
 * same time, and one read serves them all. What is committed never changes and has no holes, so a kept part is always true;
 * where it ends, the log itself is read.
 */
export class RecentEvents {
  private events: readonly RecordedEvent[] = [];
  private forgotten = 0;
  private readonly beginning = new Map<string, Promise<readonly RecordedEvent[]>>();

  constructor(
    private readonly read: Read,
    private readonly kept: number,
  ) {}

  /** The next events after a position, in order, at most `limit`. */
  async after(position: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const first = this.events[0]?.position ?? Infinity;
    const last = this.events.at(-1)?.position ?? -Infinity;
    if (position + 1 >= first && position < last)
      return this.events.slice(position + 1 - first, position + 1 - first + limit);
    return this.readOnce(position, limit);
  }

  /** Keeps nothing of what was read so far, nor of what is being read. */
  forget(): void {
    this.events = [];
    this.forgotten++;
  }

  /** One read for all who ask in this turn of the event loop. Whoever asks later may ask because of a commit that it would miss. */
  private readOnce(position: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const key = `${position} ${limit}`;
    const aboutToBegin = this.beginning.get(key);
    if (aboutToBegin !== undefined) return aboutToBegin;
    const reading = nextTurn().then(async () => {
      this.beginning.delete(key);
      const { forgotten } = this;
      const read = await this.read(position, limit);
      return forgotten === this.forgotten ? this.keep(read) : read;
    });
    this.beginning.set(key, reading);
    return reading;
  }

  private keep(read: readonly RecordedEvent[]): readonly RecordedEvent[] {
    const last = this.events.at(-1)?.position ?? 0;
    const newer = read.filter(({ position }) => position > last);
    if (newer.length === 0) return read;
    const follows = newer[0]!.position === last + 1;
    this.events = (follows ? [...this.events, ...newer] : newer).slice(-this.kept);
    return read;
  }
}
