import type { Position } from '#platform/core';
import type { Checkpoint } from './checkpoints.js';
import type { Passed } from './standing/coverage.js';
import type { Ahead } from './lanes/lanes.js';

/** How far a source is handled, and how much of that is stored. */
export interface Cursor {
  saved: Position;
  readonly generation: number;
  readonly ahead: Ahead | null;
  handled: Position;
  /** What was only passed in between. */
  passed: Passed;
  /** Whether there may be more behind `handled`, and when it was looked for last, by `performance.now()`. */
  hasNews: boolean;
  lookedAt: number;
  /** Whether the source is known to go as far, since it could last be read anew. */
  isWithin: boolean;
  /** When to ask again whether it does, by `performance.now()`. */
  confirmAgain: number;
  /** When to ask again after the source could not be read, by `performance.now()`, and how often in a row it could not. */
  askAgain: number;
  refusals: number;
}

export const nothingPassed: Passed = { passedOver: 0, elsewhere: 0 };

/** Nothing is known but what is stored. */
export function cursorAt({ position, generation, ahead }: Checkpoint): Cursor {
  return {
    saved: position,
    handled: position,
    generation,
    ahead,
    passed: nothingPassed,
    hasNews: true,
    isWithin: false,
    confirmAgain: 0,
    lookedAt: 0,
    askAgain: 0,
    refusals: 0,
  };
}
