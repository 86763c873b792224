import {
  type ProcessDifference,
  type ProcessAct,
  type ProcessManager,
  replayProcess,
  streamName,
} from '#platform/core';
import type { Queryable } from '#platform/database';
import type { EventLog } from '#platform/log';
import { describeError } from '../held/drain.js';

/** An open or stopped process with which today's code does something else. */
export interface DifferingProcess {
  readonly process: string;
  readonly correlation: string;
  readonly state: string;
  readonly differences: readonly ProcessDifference[];
  /** What today's code would do if it were asked now; a stopped one, if it were resumed. */
  readonly now: readonly ProcessAct[];
  /** Given when today's code cannot fold it or fails. */
  readonly error?: string;
}

/** How today's code deals with the processes that are stored. */
export interface ReplayReport {
  readonly context: string;
  /** All that have not ended. */
  readonly processes: number;
  /** The turns that were compared, and those that are older than the remembering of commands. */
  readonly turns: number;
  readonly unrecorded: number;
  /** How many differ or fail. */
  readonly differing: number;
  /** The first of them. */
  readonly examples: readonly DifferingProcess[];
  /** The last that was played, when there are more. */
  readonly next: PlaceInReplay | null;
}

export type PlaceInReplay = readonly [process: string, correlation: string];

/** Which processes are played: all, unless one says behind which and how many. */
export interface PartOfReplay {
  readonly after?: PlaceInReplay | undefined;
  readonly most?: number;
}

interface StoredProcess {
  readonly process: string;
  readonly correlation: string;
  readonly state: string;
}

const pageSize = 500;
const mostExamples = 100;

/**
 * Plays every stored process of a context that has not ended with the code at hand, and tells where that would have done
 * something else than what was done. Reads only.
 */
export async function replayProcesses(
  managers: readonly ProcessManager[],
  events: Pick<EventLog, 'context' | 'readStream'>,
  database: Queryable,
  { after, most = Infinity }: PartOfReplay = {},
): Promise<ReplayReport> {
  const sum = { processes: 0, turns: 0, unrecorded: 0, differing: 0 };
  const examples: DifferingProcess[] = [];
  let next: PlaceInReplay | null = null;
  for await (const stored of notEnded(database, after)) {
    if (sum.processes === most) return { context: events.context, ...sum, examples, next };
    next = [stored.process, stored.correlation];
    const { turns, unrecorded, ...played } = await playedAnew(managers, events, stored);
    sum.processes += 1;
    sum.turns += turns;
    sum.unrecorded += unrecorded;
    const wouldAct = stored.state === 'open' && played.now.length > 0;
    if (played.differences.length === 0 && played.error === undefined && !wouldAct) continue;
    sum.differing += 1;
    if (examples.length < mostExamples) examples.push({ ...stored, ...played });
  }
  return { context: events.context, ...sum, examples, next: null };
}

type Played = Omit<DifferingProcess, keyof StoredProcess> & { readonly turns: number; readonly unrecorded: number };

async function playedAnew(
  managers: readonly ProcessManager[],
  events: Pick<EventLog, 'readStream'>,
  { process: name, correlation }: StoredProcess,
): Promise<Played> {
  const nothing = { turns: 0, unrecorded: 0, differences: [], now: [] };
  const manager = managers.find((one) => one.name === name);
  if (manager === undefined) return { ...nothing, error: 'this code has no such process' };
  try {
    return replayProcess(manager, await events.readStream(streamName(name, correlation), 0), correlation);
  } catch (error) {
    return { ...nothing, error: describeError(error) };
  }
}

async function* notEnded(database: Queryable, first?: PlaceInReplay): AsyncGenerator<StoredProcess> {
  for (let after = first; ;) {
    const { rows }: { rows: StoredProcess[] } = await database.query<StoredProcess>(
      `select process, correlation, state from processes
       where state <> 'ended' and ($1::text is null or (process, correlation) > ($1, $2))
       order by process, correlation limit ${pageSize}`,
      [after?.[0], after?.[1]],
    );
    yield* rows;
    if (rows.length < pageSize) return;
    const { process, correlation } = rows.at(-1)!;
    after = [process, correlation];
  }
}
