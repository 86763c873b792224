import fc from 'fast-check';
import { type Position, slotOf, slots } from '#platform/core';
import type { Message } from '#platform/feed';
import { allLanes, joined, regrouped } from './regroup.js';
import { type LaneCheckpoint, passed, stretchOf, uncovered } from '../standing/coverage.js';
import { type LaneCount, laneCounts, laneNames, lanesOf, declaredLanes, readersOf, overlap, slotsOf } from './lanes.js';

/** One stream for each slot. */
const streams = Array.from({ length: slots }, (_, slot) => {
  for (let nth = 0; ; nth++) if (slotOf(`tests.thing-${nth}`) === slot) return `tests.thing-${nth}`;
});

/** What is at each position of a log: an event of one of the streams, or one that does not concern the consumer. */
const logs = fc.array(fc.option(fc.integer({ min: 0, max: slots - 1 })), { minLength: 20, maxLength: 60 });

type Step = { readonly lane: number; readonly positions: number } | { readonly lanes: LaneCount };
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ lane: fc.nat(slots - 1), positions: fc.integer({ min: 1, max: 9 }) }) },
    { weight: 1, arbitrary: fc.record({ lanes: fc.constantFrom(...laneCounts) }) },
  ),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** A consumer that notes what it handles, lane by lane, and can be given other lanes at any moment. */
class Reader {
  count: LaneCount = 1;
  lanes: readonly LaneCheckpoint[] = [];
  readonly handled: Position[] = [];

  constructor(private readonly log: readonly (number | null)[]) {}

  take(step: Step): void {
    if ('lanes' in step) {
      this.lanes = regrouped(this.lanes, this.count, step.lanes);
      this.count = step.lanes;
    } else {
      this.advance(step.lane % this.count, step.positions);
    }
  }

  level(): void {
    for (let nth = 0; nth < this.count; nth++) this.advance(nth, this.log.length);
  }

  private advance(nth: number, positions: number): void {
    const lane = lanesOf(this.count)[nth]!;
    const all = allLanes(this.lanes, this.count);
    const before = all[nth]!;
    const upTo = Math.min(this.log.length, before.position + positions) as Position;
    const messages = this.log.flatMap((slot, index) =>
      slot === null || index < before.position || index >= upTo
        ? []
        : [{ position: index + 1, stream: streams[slot] } as Message],
    );
    const stretch = stretchOf(before.position, { messages, upTo }, lane, before.ahead);
    this.handled.push(...stretch.messages.map(({ position }) => position));
    const { passedOver, elsewhere } = passed(stretch);
    const after: LaneCheckpoint = {
      ...before,
      position: upTo,
      handled: before.handled + stretch.messages.length,
      passedOver: before.passedOver + passedOver,
      elsewhere: before.elsewhere + elsewhere,
    };
    this.lanes = all.map((one) => (one === before ? after : one));
  }
}

const nothingHeld = { waiting: 0, handledLater: 0, discarded: 0 };

describe('lanes that are regrouped at any moment, however far each is', () => {
  it('handle every event once, those of one stream in order', () =>
    fc.assert(
      fc.property(logs, steps, (log, all) => {
        const reader = new Reader(log);
        for (const step of all) reader.take(step);
        reader.level();
        const concerning = log.flatMap((slot, index) => (slot === null ? [] : [index + 1]));
        expect(reader.handled.toSorted((a, b) => a - b)).toEqual(concerning);
        for (let slot = 0; slot < slots; slot++) {
          const ofStream = reader.handled.filter((position) => log[position - 1] === slot);
          expect(ofStream).toEqual(ofStream.toSorted((a, b) => a - b));
        }
      }),
    ));

  it('account for every position all the time, and in the end as one lane would', () =>
    fc.assert(
      fc.property(logs, steps, (log, all) => {
        const reader = new Reader(log);
        for (const step of all) {
          reader.take(step);
          expect(uncovered(reader.lanes, nothingHeld)).toBe(0);
          expect(joined(allLanes(reader.lanes, reader.count)).elsewhere).toBeLessThanOrEqual(0);
        }
        reader.level();
        const alone = new Reader(log);
        alone.level();
        const { lane: _, ahead: __, ...figures } = joined(reader.lanes);
        expect({ ...alone.lanes[0], ...figures }).toEqual(alone.lanes[0]);
      }),
    ));
});

describe('the lanes of a consumer', () => {
  it.each(laneCounts)('have each slot once when they are %d', (count) =>
    expect(lanesOf(count).flatMap(slotsOf)).toEqual(Array.from({ length: slots }, (_, slot) => slot)),
  );

  it('contain one another or are apart, however many there are', () => {
    const all = laneCounts.flatMap(lanesOf);
    for (const [one, other] of all.flatMap((one) => all.map((another) => [one, another] as const))) {
      const common = slotsOf(one).filter((slot) => slotsOf(other).includes(slot));
      expect(overlap(one, other)).toBe(common.length > 0);
      expect([[], slotsOf(one), slotsOf(other)]).toContainEqual(common);
    }
  });

  it('are known by names of their own, the first by that of the consumer', () => {
    expect(new Set(laneNames('post.view')).size).toBe(slots);
    expect(laneNames('post.view')[0]).toBe('post.view');
    expect(readersOf('post.view', 4)).toEqual(['post.view', 'post.view/4', 'post.view/8', 'post.view/12']);
  });

  it('can be one, two, four, eight or sixteen', () => {
    expect(declaredLanes('post.view')).toBe(1);
    expect(declaredLanes('post.view', 16)).toBe(16);
    for (const wrong of [0, 3, 32, 1.5, Number.NaN])
      expect(() => declaredLanes('post.view', wrong)).toThrow(
        `post.view declares ${wrong} lanes: a consumer has 1, 2, 4, 8, 16 of them`,
      );
  });
});
