import { beginning, type Position } from '#platform/core';
import { LRUCache } from 'lru-cache';

/** A stream folded up to a version. */
export interface Image<State = unknown> {
  readonly state: State;
  readonly version: number;
  /** Position of the stream's last event folded here; 0 for an empty stream. */
  readonly position: Position;
}

/** The image of a stream without events. */
export function emptyImage<State>(initial: State): Image<State> {
  return { state: initial, version: 0, position: beginning };
}

interface Held {
  readonly image: Image | undefined;
  readonly doubted: boolean;
}

/**
 * Hot streams kept folded, so that a command on one reads nothing from the database. It may be behind the log when another
 * process writes; the expected version keeps appends honest, and a decision that appends nothing is checked against the log.
 * Bounded by count, least recently used out first.
 */
export class MemoryImage {
  private readonly streams: LRUCache<string, Held>;

  constructor(streams: number) {
    this.streams = new LRUCache({ max: streams });
  }

  get<State>(stream: string): Image<State> | undefined {
    return this.streams.get(stream)?.image as Image<State> | undefined;
  }

  /** Keeps an image unless a later one is held already. */
  keep(stream: string, image: Image): void {
    const held = this.streams.peek(stream)?.image;
    if (held === undefined || held.version <= image.version) this.streams.set(stream, { image, doubted: false });
  }

  /** Notes that the log knows more of a stream than is held here. */
  doubt(stream: string): void {
    this.streams.set(stream, { image: this.streams.peek(stream)?.image, doubted: true });
  }

  isDoubted(stream: string): boolean {
    return this.streams.peek(stream)?.doubted ?? false;
  }
}
