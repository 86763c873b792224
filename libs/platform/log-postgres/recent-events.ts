import type { Position, RecordedEvent } from '#platform/core';

type Read = (after: Position, limit: number) => Promise<readonly RecordedEvent[]>;

/**
 * The end of the log as it was last read, kept in memory: the consumers of a process read the same new events at nearly the
 * same time, and one read serves them all. What is committed never changes and has no holes, so a kept part is always true;
 * where it ends, the log itself is read.
 */
export class RecentEvents {
  private events: readonly RecordedEvent[] = [];
  private readonly reading = new Map<string, Promise<readonly RecordedEvent[]>>();

  constructor(
    private readonly read: Read,
    private readonly kept: number,
  ) {}

  /** The next events after a position, in order, at most `limit`. */
  async after(position: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const first = this.events[0]?.position ?? Infinity;
    const last = this.events.at(-1)?.position ?? -Infinity;
    if (position + 1 >= first && position < last) return this.events.slice(position + 1 - first, position + 1 - first + limit);
    return this.readOnce(position, limit);
  }

  private readOnce(position: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const key = `${position} ${limit}`;
    const underWay = this.reading.get(key);
    if (underWay !== undefined) return underWay;
    const reading = this.read(position, limit)
      .then((events) => this.keep(events))
      .finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
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
