import type { Position } from '#platform/core';
import type { Page } from '#platform/feed';
import { type Ahead, isFor, type Lane } from '../lanes/lanes.js';

/** What became of positions that a checkpoint leaves behind. */
export interface Counts {
  /** Events whose effects were committed. */
  readonly handled: number;
  /** Positions that do not concern the consumer. */
  readonly passedOver: number;
  /** Events that went behind a held stream. */
  readonly setAside: number;
  /** Events that another lane has handled or will. */
  readonly elsewhere: number;
}

/** How far one lane of a consumer is in a source, and what became of the positions up to there. */
export interface LaneCheckpoint extends Counts {
  /** The first slot of the lane. */
  readonly lane: number;
  readonly position: Position;
  /** Where counting began. */
  readonly countedFrom: Position;
  /** How far its slots were handled in other lanes; null when none was further than this one. */
  readonly ahead: Ahead | null;
}

/** What became of events that were set aside. */
export interface Held {
  /** Events that are set aside and wait. */
  readonly waiting: number;
  /** Events that were set aside and handled since. */
  readonly handledLater: number;
  /** Events that were set aside and that a person has discarded. */
  readonly discarded: number;
}

/**
 * What became of every position of a source up to a checkpoint, which is where the slowest lane is. Each figure is counted
 * where it happens, in the transaction that makes it so; that they add up to the checkpoint shows that no position was left out.
 */
export interface Coverage extends Omit<Counts, 'elsewhere'>, Held {
  /** Where counting began: 0, or where the checkpoint was when this was introduced. */
  readonly countedFrom: Position;
  /** Events beyond the checkpoint that faster lanes have handled or set aside. */
  readonly ahead: number;
}

/**
 * How many positions cannot be accounted for: 0, or something was lost or done by hand. Each lane accounts for every position
 * up to where it is, whether the event there was its own, another's or nobody's; what was set aside is accounted for by all together.
 */
export function uncovered(lanes: readonly LaneCheckpoint[], { waiting, handledLater, discarded }: Held): number {
  const left = lanes.reduce((sum, lane) => sum + Math.abs(unaccounted(lane)), 0);
  const setAside = lanes.reduce((sum, lane) => sum + lane.setAside, 0);
  return left + Math.abs(setAside - waiting - handledLater - discarded);
}

function unaccounted({ position, countedFrom, handled, passedOver: ignored, setAside, elsewhere }: LaneCheckpoint) {
  return position - countedFrom - handled - ignored - setAside - elsewhere;
}

/** A part of a source as it was read: the messages that one lane is to handle, and where those of the others are. */
export interface Stretch extends Page {
  readonly after: Position;
  readonly elsewhere: readonly Position[];
}

/** A page as one lane has it. */
export function stretchOf(after: Position, page: Page, lane: Lane, ahead: Ahead | null): Stretch {
  const { own = [], others = [] } = Object.groupBy(page.messages, (message) =>
    isFor(lane, ahead, message) ? 'own' : 'others',
  );
  return { upTo: page.upTo, after, messages: own, elsewhere: others.map(({ position }) => position) };
}

/** Positions that a lane only passes: how many have no message, and how many one of another lane. */
export type Passed = Pick<Counts, 'passedOver' | 'elsewhere'>;

export function passed({ after, messages, elsewhere, upTo }: Stretch): Passed {
  const within = (positions: readonly Position[]) =>
    new Set(positions.filter((position) => position > after && position <= upTo)).size;
  const others = within(elsewhere);
  return { passedOver: upTo - after - within(messages.map(({ position }) => position)) - others, elsewhere: others };
}

/** A stretch in parts that end with one message each; what lies behind the last has none. */
export function apart({ after, messages, elsewhere, upTo }: Stretch): readonly Stretch[] {
  const parts: Stretch[] = [];
  const part = (from: Position, to: Position, own: Stretch['messages']): Stretch => {
    const others = elsewhere.filter((position) => position > from && position <= to);
    return { after: from, messages: own, elsewhere: others, upTo: to };
  };
  let from = after;
  for (const message of messages) {
    parts.push(part(from, message.position, [message]));
    from = message.position;
  }
  return from === upTo ? parts : [...parts, part(from, upTo, [])];
}
