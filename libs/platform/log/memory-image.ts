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

/** Most streams about which there may be doubt at once; a retry must find its own doubts, however little is held. */
const doubts = 100_000;

/**
 * Hot streams kept folded, so that a command on one reads nothing from the database. It may be behind the log when another
 * process writes; the expected version keeps appends honest, and a decision that appends nothing is checked against the log.
 * Bounded by count, least recently used out first.
 */
export class MemoryImage {
  private readonly images: LRUCache<string, Image>;
  /** The latest doubt last. No cache, for that would take its room for all of them before the first. */
  private readonly doubted = new Set<string>();
  private age = 0;

  constructor(streams: number) {
    this.images = new LRUCache({ max: streams });
  }

  get<State>(stream: string): Image<State> | undefined {
    return this.images.get(stream) as Image<State> | undefined;
  }

  /** How often it was cleared. What is folded of anything that was read before may not be kept afterwards. */
  get clearings(): number {
    return this.age;
  }

  /** Keeps an image unless a later one is held already, or all was cleared since work on it began. */
  keep(stream: string, image: Image, since = this.age): void {
    if (since !== this.age) return;
    const held = this.images.peek(stream);
    if (held !== undefined && held.version > image.version) return;
    this.images.set(stream, image);
    this.doubted.delete(stream);
  }

  /** Holds nothing any more, nor what is being folded at this moment. */
  clear(): void {
    this.age++;
    this.images.clear();
  }

  /** Notes that the log knows more of a stream than is held here. */
  doubt(stream: string): void {
    this.doubted.delete(stream);
    this.doubted.add(stream);
    if (this.doubted.size > doubts) this.doubted.delete(this.doubted.values().next().value!);
  }

  isDoubted(stream: string): boolean {
    return this.doubted.has(stream);
  }
}
