import { beginning, type Position, slots } from '#platform/core';
import type { LaneCheckpoint } from '../standing/coverage.js';
import { type Ahead, type Lane, type LaneCount, hasSlot, lanesOf, overlap } from './lanes.js';

/** All lanes of so many; those of which nothing is stored have not begun. */
export function allLanes(stored: readonly LaneCheckpoint[], count: LaneCount): readonly LaneCheckpoint[] {
  return lanesOf(count).map(({ first }) => stored.find(({ lane }) => lane === first) ?? unbegun(first));
}

/**
 * The same slots in another number of lanes. Each slot stays exactly as far as it is: a new lane begins where the slowest of
 * those that it is made of was, and knows which of its slots are ahead of that.
 */
export function regrouped(
  stored: readonly LaneCheckpoint[],
  from: LaneCount,
  to: LaneCount,
): readonly LaneCheckpoint[] {
  const before = allLanes(stored, from);
  return lanesOf(to).map((lane) => {
    const parts = before.filter(({ lane: first }) => overlap(lane, { first, count: from }));
    const together = lane.first === parts[0]!.lane ? joined(parts) : withoutCounts(parts[0]!);
    return { ...together, lane: lane.first, ahead: aheadIn(lane, together.position, before, from) };
  });
}

/** Several lanes as one, which is as far as the slowest. What the others have done beyond that counts as done, and is taken off what was done elsewhere. */
export function joined(parts: readonly LaneCheckpoint[]): LaneCheckpoint {
  const slowest = parts.reduce((one, other) => (other.position < one.position ? other : one));
  const others = parts.filter((part) => part !== slowest);
  return {
    ...slowest,
    handled: sum(parts, ({ handled }) => handled),
    setAside: sum(parts, ({ setAside }) => setAside),
    elsewhere: slowest.elsewhere - sum(others, ({ handled, setAside }) => handled + setAside),
  };
}

/** A part of a lane that leaves to the first part what the whole has done. */
function withoutCounts(whole: LaneCheckpoint): LaneCheckpoint {
  const { handled, setAside, elsewhere } = whole;
  return { ...whole, handled: 0, setAside: 0, elsewhere: elsewhere + handled + setAside };
}

function aheadIn(lane: Lane, position: Position, before: readonly LaneCheckpoint[], count: LaneCount): Ahead | null {
  const ahead = Array.from({ length: slots }, (_, slot) => {
    const at = hasSlot(lane, slot) ? placeOf(slot, before, count) : beginning;
    return at > position ? at : beginning;
  });
  return ahead.every((at) => at === beginning) ? null : ahead;
}

function placeOf(slot: number, lanes: readonly LaneCheckpoint[], count: LaneCount): Position {
  const { position, ahead } = lanes.find(({ lane: first }) => hasSlot({ first, count }, slot))!;
  return Math.max(position, ahead?.[slot] ?? beginning) as Position;
}

function unbegun(lane: number): LaneCheckpoint {
  const nothing = { handled: 0, passedOver: 0, setAside: 0, elsewhere: 0 };
  return { lane, position: beginning, countedFrom: beginning, ahead: null, ...nothing };
}

function sum<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((all, item) => all + figure(item), 0);
}
