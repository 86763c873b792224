import type { Position } from '#platform/core';
import { inTime } from '#platform/waiting';
import type { Source } from '../consumer.js';

/** How far a source goes. */
export interface SourceHead {
  /** As it was last known; undefined when it never was. */
  readonly position: Position | undefined;
  /** Whether the source answered this time. */
  readonly isKnown: boolean;
}

/** How long a source may take to tell, in milliseconds. */
const patience = 500;

/** The most moments that are remembered of one source. */
const mostRemembered = 500;

/** A moment at which a source was first seen to go so far. `at` is by `performance.now()`. */
interface Seen {
  readonly position: Position;
  readonly at: number;
}

/** How far the sources go that are read by other contexts' word, and since when this process knows that they do. */
export class SourceHeads {
  private readonly seen = new Map<string, Seen[]>();

  /** Asks, for half a second at most; then what was known before has to do. */
  async of(source: Source): Promise<SourceHead> {
    const answered = await inTime(patience, source.head()).catch(() => undefined);
    if (answered !== undefined) this.note(source.name, answered);
    return { position: this.seen.get(source.name)?.at(-1)?.position, isKnown: answered !== undefined };
  }

  /** For how many seconds a source has been known to go beyond a place; 0 when it does not. */
  beyond(source: string, place: Position): number {
    const first = this.seen.get(source)?.find(({ position }) => position > place);
    return first === undefined ? 0 : (performance.now() - first.at) / 1000;
  }

  /** A source that goes less far than before was set back: what was seen of it is no longer true. */
  private note(source: string, position: Position): void {
    const before = this.seen.get(source) ?? [];
    const last = before.at(-1)?.position;
    const lasting = last !== undefined && last > position ? [] : before;
    if (last !== position)
      this.seen.set(source, [...lasting, { position, at: performance.now() }].slice(-mostRemembered));
  }
}
