import { type Position, refusal } from '#platform/core';
import type { Comparison } from './comparison.js';

export class NoSuchConsumer extends refusal(
  'rebuild.no-such-consumer',
  'not-found',
  'This context has no such consumer.',
) {}

export class NotRebuildable extends refusal(
  'rebuild.not-rebuildable',
  'conflict',
  'Only a projection that declares its tables can be rebuilt: others act on more than rows.',
) {}

export class SharedTable extends refusal(
  'rebuild.shared-table',
  'conflict',
  'Another consumer writes one of these tables, so they cannot be rebuilt from the events of this one. Give each its own.',
) {}

export class AlreadyRebuilding extends refusal(
  'rebuild.already-begun',
  'conflict',
  'This read model has a rebuild already. Switch to it, or end it first.',
) {}

export class NoRebuild extends refusal('rebuild.none', 'not-found', 'This read model is not being rebuilt.') {}

export class NotSwitched extends refusal(
  'rebuild.not-switched',
  'conflict',
  'The read model that serves is not the one that the step begins with. Look at the state of the rebuild.',
) {}

export class NotLevel extends refusal(
  'rebuild.not-level',
  'conflict',
  'One read model has not come as far as the other. Wait until the rebuild is level, then try again.',
) {}

export class TablesChanged extends refusal(
  'rebuild.tables-changed',
  'conflict',
  'The tables have other columns than when the rebuild began. End it, and begin another.',
) {}

export class RebuildDiffers extends refusal(
  'rebuild.differs',
  'conflict',
  'The two read models differ, or events are parked beside the one that serves. Look at the comparison; to switch all the same, insist and give a reason.',
) {}

/** `building`: the tables beside are the new ones. `switched`: they are the former ones, kept level so that one can switch back. */
export type RebuildStatus = 'building' | 'switched';

/** How a rebuild stands. */
export interface Rebuild {
  readonly id: string;
  readonly consumer: string;
  readonly status: RebuildStatus;
  readonly startedAt: string;
  readonly startedBy: string | null;
  readonly switchedAt: string | null;
  /** Whether the tables beside show as much as those that serve. */
  readonly isLevel: boolean;
  readonly sources: readonly RebuildPlace[];
  /** Positions a second, lately; null when it does not move or nobody knows yet. */
  readonly eventsPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Streams that wait for a person beside the tables that serve. */
  readonly parked: number;
}

export interface RebuildPlace {
  readonly source: string;
  readonly position: Position;
  /** Where the read model that serves is, which is as far as a rebuild goes. */
  readonly of: Position;
}

/** Whether to switch in spite of differences. */
export interface Insistence {
  readonly force: boolean;
  readonly reason?: string | undefined;
}

export interface Switched {
  readonly rebuild: Rebuild;
  readonly comparison: Comparison;
}

/** The durable name under which the tables beside are written. */
export function nameBeside(consumer: string): string {
  return `${consumer}@rebuild`;
}

/** The consumer whose tables are written under this name. */
export function servingName(name: string): string {
  return name.replace(/@rebuild$/, '');
}
