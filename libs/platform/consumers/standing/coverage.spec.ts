import type { Position } from '#platform/core';
import type { Message } from '#platform/feed';
import { apart, type Held, type LaneCheckpoint, passed, type Stretch, uncovered } from './coverage.js';

const at = (position: number) => ({ position }) as Message;
const stretch = (after: number, upTo: number, ...positions: number[]): Stretch => ({
  after: after as Position,
  upTo: upTo as Position,
  messages: positions.map(at),
  elsewhere: [],
});
const passedOver = (of: Stretch) => passed(of).passedOver;
const elsewhere = (...positions: number[]) => positions as Position[];

describe('a stretch of a source', () => {
  it('passes over the positions that have no message', () => {
    expect(passedOver(stretch(10, 20, 12, 15, 20))).toBe(7);
    expect(passedOver(stretch(10, 20))).toBe(10);
  });

  it('counts a message once that came twice, and none that is not of it', () => {
    expect(passedOver(stretch(10, 20, 12, 12))).toBe(9);
    expect(passedOver(stretch(10, 20, 9, 21))).toBe(10);
  });

  it('tells what another lane has from what nobody has', () => {
    expect(passed({ ...stretch(10, 20, 12, 15), elsewhere: elsewhere(11, 16, 16, 20) })).toEqual({
      passedOver: 5,
      elsewhere: 3,
    });
  });

  it('falls apart into parts that are as much together', () => {
    const whole = { ...stretch(10, 20, 12, 15), elsewhere: elsewhere(11, 14, 18) };
    const parts = apart(whole);
    expect(parts.map(({ after, upTo, messages }) => [after, upTo, messages.length])).toEqual([
      [10, 12, 1],
      [12, 15, 1],
      [15, 20, 0],
    ]);
    expect(parts.reduce((sum, part) => sum + passedOver(part), 0)).toBe(passedOver(whole));
    expect(parts.map((part) => part.elsewhere)).toEqual([[11], [14], [18]]);
    expect(apart(stretch(10, 15, 15))).toHaveLength(1);
  });
});

describe('the positions up to a checkpoint', () => {
  const lane: LaneCheckpoint = {
    lane: 0,
    position: 100 as Position,
    ahead: null,
    countedFrom: 5 as Position,
    handled: 70,
    passedOver: 10,
    setAside: 5,
    elsewhere: 10,
  };
  const other = { ...lane, lane: 8, handled: 10, setAside: 0, elsewhere: 75 };
  const held: Held = { waiting: 2, handledLater: 2, discarded: 1 };

  it('are covered when what became of them adds up in every lane', () =>
    expect(uncovered([lane, other], held)).toBe(0));

  it.each<[string, number, Partial<LaneCheckpoint>, Partial<Held>]>([
    ['an event was left out', 1, { handled: 69 }, {}],
    ['an event was handled twice', 1, { handled: 71 }, {}],
    ['events that waited are gone', 2, {}, { waiting: 0 }],
    ['one was left out and another waits that nobody set aside', 2, { handled: 69 }, { waiting: 3 }],
  ])('are not when %s', (_, missing, change, changeOfHeld) =>
    expect(uncovered([{ ...lane, ...change }, other], { ...held, ...changeOfHeld })).toBe(missing),
  );

  it('are not when one lane has too many and another too few', () =>
    expect(
      uncovered(
        [
          { ...lane, handled: 71 },
          { ...other, handled: 9 },
        ],
        held,
      ),
    ).toBe(2));
});
