import type { Position } from '#platform/core';
import type { Message } from '#platform/feed';
import { apart, type Coverage, passedOver, uncovered } from './coverage.js';

const at = (position: number) => ({ position }) as Message;
const stretch = (after: number, upTo: number, ...positions: number[]) => ({
  after: after as Position,
  upTo: upTo as Position,
  messages: positions.map(at),
});

describe('a stretch of a source', () => {
  it('passes over the positions that have no message', () => {
    expect(passedOver(stretch(10, 20, 12, 15, 20))).toBe(7);
    expect(passedOver(stretch(10, 20))).toBe(10);
  });

  it('counts a message once that came twice, and none that is not of it', () => {
    expect(passedOver(stretch(10, 20, 12, 12))).toBe(9);
    expect(passedOver(stretch(10, 20, 9, 21))).toBe(10);
  });

  it('falls apart into parts that are as much together', () => {
    const whole = stretch(10, 20, 12, 15);
    const parts = apart(whole);
    expect(parts.map(({ after, upTo, messages }) => [after, upTo, messages.length])).toEqual([
      [10, 12, 1],
      [12, 15, 1],
      [15, 20, 0],
    ]);
    expect(parts.reduce((sum, part) => sum + passedOver(part), 0)).toBe(passedOver(whole));
    expect(apart(stretch(10, 15, 15))).toHaveLength(1);
  });
});

describe('the positions up to a checkpoint', () => {
  const complete: Coverage = {
    countedFrom: 5 as Position,
    handled: 80,
    passedOver: 10,
    setAside: 5,
    waiting: 2,
    handledLater: 2,
    discarded: 1,
  };

  it('are covered when what became of them adds up', () => expect(uncovered(100 as Position, complete)).toBe(0));

  it.each<[string, number, Partial<Coverage>]>([
    ['an event was left out', 1, { handled: 79 }],
    ['an event was handled twice', 1, { handled: 81 }],
    ['events that waited are gone', 2, { waiting: 0 }],
    ['one was left out and another waits that nobody set aside', 2, { handled: 79, waiting: 3 }],
  ])('are not when %s', (_, missing, change) =>
    expect(uncovered(100 as Position, { ...complete, ...change })).toBe(missing),
  );
});
