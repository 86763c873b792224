import { beginning, type Position, slots } from '#platform/core';
import type { Queryable } from '#platform/database';
import { type Ahead, type Lane, type LaneCount, onlyLane, slotsOf } from '../lanes/lanes.js';

/** How far each slot of a consumer is in a source. */
type Places = Position[];

interface LaneRow {
  readonly first: number;
  readonly count: LaneCount;
  readonly position: Position;
  readonly ahead: Ahead | null;
}

/** How far each consumer of a context has come, told at once by the lanes that run here and read from the database for the others. */
export class Progress {
  private readonly handled = new Map<string, Places>();
  private readonly waiting = new Set<() => void>();

  constructor(private readonly database: Queryable) {}

  /** A lane is at a position; slots that are ahead of it are further. */
  note(consumer: string, source: string, lane: Lane, position: Position, ahead: Ahead | null = null): void {
    const places = this.places(consumer, source);
    for (const slot of slotsOf(lane)) places[slot] = Math.max(position, ahead?.[slot] ?? 0) as Position;
    for (const wake of this.waiting) wake();
  }

  /** How far a lane, or the whole consumer, is known to be in a source: as far as its slowest slot. */
  of(consumer: string, source: string, lane = onlyLane): Position {
    const places = this.handled.get(`${consumer} ${source}`);
    return places === undefined ? beginning : (Math.min(...slotsOf(lane).map((slot) => places[slot]!)) as Position);
  }

  /** Waits until all lanes of the consumer have handled a position; false when `deadline` (by `performance.now()`) passes first. */
  async reached(consumer: string, source: string, position: Position, deadline: number): Promise<boolean> {
    while (this.of(consumer, source) < position) {
      if (performance.now() >= deadline) return false;
      if (await this.noted(Math.min(50, deadline - performance.now()))) continue;
      await this.recall(consumer, source);
    }
    return true;
  }

  /** Takes over what is stored of slots that are further than is known here. */
  private async recall(consumer: string, source: string): Promise<void> {
    const { rows } = await this.database.query<LaneRow>({
      name: 'places of lanes',
      text: `select c.lane as first, l.lanes as count, c.position::float8 as position, c.ahead::float8[] as ahead
        from checkpoints c join consumer_lanes l using (consumer) where c.consumer = $1 and c.source = $2`,
      values: [consumer, source],
    });
    const places = this.places(consumer, source);
    for (const { position, ahead, ...lane } of rows)
      for (const slot of slotsOf(lane))
        places[slot] = Math.max(places[slot]!, position, ahead?.[slot] ?? 0) as Position;
  }

  private places(consumer: string, source: string): Places {
    const key = `${consumer} ${source}`;
    const places = this.handled.get(key) ?? Array<Position>(slots).fill(beginning);
    this.handled.set(key, places);
    return places;
  }

  /** Waits for the next note of any consumer; false when none came in time. */
  private noted(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (noted: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve(noted);
      };
      const wake = () => done(true);
      const timer = setTimeout(() => done(false), milliseconds);
      this.waiting.add(wake);
    });
  }
}
