import type { Position } from '#platform/core';
import type { Page } from '#platform/feed';

/** What became of positions that a checkpoint leaves behind. */
export interface Counts {
  /** Events whose effects were committed. */
  readonly handled: number;
  /** Positions that do not concern the consumer. */
  readonly passedOver: number;
  /** Events that went behind a held stream. */
  readonly setAside: number;
}

/**
 * What became of every position of a source up to a checkpoint. Each figure is counted where it happens, in the transaction
 * that makes it so; that they add up to the checkpoint shows that no position was left out.
 */
export interface Coverage extends Counts {
  /** Where counting began: 0, or where the checkpoint was when this was introduced. */
  readonly countedFrom: Position;
  /** Events that are set aside and wait. */
  readonly waiting: number;
  /** Events that were set aside and handled since. */
  readonly handledLater: number;
  /** Events that were set aside and that a person has discarded. */
  readonly discarded: number;
}

/** How many positions up to the checkpoint cannot be accounted for: 0, or something was lost or done by hand. */
export function uncovered(checkpoint: Position, coverage: Coverage): number {
  const { countedFrom, handled, passedOver: ignored, setAside, waiting, handledLater, discarded } = coverage;
  const left = checkpoint - countedFrom - handled - ignored - setAside;
  const held = setAside - waiting - handledLater - discarded;
  return Math.abs(left) + Math.abs(held);
}

/** A part of a source as it was read. */
export interface Stretch extends Page {
  readonly after: Position;
}

/** How many positions of a stretch have no message. */
export function passedOver({ after, messages, upTo }: Stretch): number {
  const within = messages.filter(({ position }) => position > after && position <= upTo);
  return upTo - after - new Set(within.map(({ position }) => position)).size;
}

/** A stretch in parts that end with one message each; what lies behind the last has none. */
export function apart({ after, messages, upTo }: Stretch): readonly Stretch[] {
  const parts: Stretch[] = [];
  let from = after;
  for (const message of messages) {
    parts.push({ after: from, messages: [message], upTo: message.position });
    from = message.position;
  }
  return from === upTo ? parts : [...parts, { after: from, messages: [], upTo }];
}
