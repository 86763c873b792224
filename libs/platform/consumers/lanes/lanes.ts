import { type Position, slotOf, slots } from '#platform/core';
import type { Message } from '#platform/feed';

/** In how many lanes a consumer can be worked through. */
export const laneCounts = [1, 2, 4, 8, 16] as const;
export type LaneCount = (typeof laneCounts)[number];

/** Slots that follow one another, as one owner of a consumer works through them. Of two lanes one contains the other, or they are apart. */
export interface Lane {
  /** The first of its slots. */
  readonly first: number;
  /** How many lanes the consumer has. */
  readonly count: LaneCount;
}

export const onlyLane: Lane = { first: 0, count: 1 };

/** All lanes of a consumer that has so many. */
export function lanesOf(count: LaneCount): readonly Lane[] {
  return Array.from({ length: count }, (_, nth) => ({ first: (nth * slots) / count, count }));
}

/** The last of a lane's slots. */
export function lastOf({ first, count }: Lane): number {
  return first + slots / count - 1;
}

export function slotsOf(lane: Lane): readonly number[] {
  return Array.from({ length: slots / lane.count }, (_, nth) => lane.first + nth);
}

export function hasSlot(lane: Lane, slot: number): boolean {
  return slot >= lane.first && slot <= lastOf(lane);
}

/** Whether one of two lanes contains the other. */
export function overlap(one: Lane, other: Lane): boolean {
  return hasSlot(one, other.first) || hasSlot(other, one.first);
}

/** By what a lane is known: to those who want to own it, and to feeds that keep something for each reader. The first bears the consumer's name. */
export function laneName(consumer: string, { first }: Lane): string {
  return first === 0 ? consumer : `${consumer}/${first}`;
}

/** Every name that a lane of the consumer can bear, however many it has. */
export function laneNames(consumer: string): readonly string[] {
  return lanesOf(slots).map((lane) => laneName(consumer, lane));
}

/** The names under which the lanes of a consumer read what others publish. */
export function readersOf(consumer: string, declared?: number): readonly string[] {
  return lanesOf(declaredLanes(consumer, declared)).map((lane) => laneName(consumer, lane));
}

/** How far single slots were handled beyond the lane that they are now in; 0 for those that were not. */
export type Ahead = readonly Position[];

/** Whether a lane has a message to handle: it is in its slots, and was not handled before they were. */
export function isFor(lane: Lane, ahead: Ahead | null, { stream, position }: Pick<Message, 'stream' | 'position'>) {
  if (lane.count === 1 && ahead === null) return true;
  const slot = slotOf(stream);
  return hasSlot(lane, slot) && position > (ahead?.[slot] ?? 0);
}

/** The number of lanes that a consumer declares. Throws when there can be none so many. */
export function declaredLanes(consumer: string, declared: number = 1): LaneCount {
  const count = laneCounts.find((one) => one === declared);
  if (count === undefined)
    throw new Error(`${consumer} declares ${declared} lanes: a consumer has ${laneCounts.join(', ')} of them`);
  return count;
}
