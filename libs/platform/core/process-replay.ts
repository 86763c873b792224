import { isProcessEvent, type ProcessEvent, type RefusedCommand } from './process.events.js';
import type { ProcessManager } from './process-manager.js';
import { foldHistory, initialState, type ProcessState } from './process-state.js';
import { asksOn, isOf, isStarted, keyOf, turnOf } from './process-turn.js';

/** An event of a process's own stream. */
export interface StoredProcessEvent {
  readonly version: number;
  readonly type: string;
  readonly data: unknown;
}

/** Something a process did, or would do: a command with its content, a timer, its end. */
export interface ProcessAct {
  readonly act: string;
  readonly content: unknown;
}

/** Where today's code does something else than what was done. */
export interface ProcessDifference {
  /** The event after which it differs. */
  readonly version: number;
  readonly after: string;
  /** Done then, not done by today's code. */
  readonly gone: readonly ProcessAct[];
  /** Not done then, done by today's code. */
  readonly added: readonly ProcessAct[];
}

export interface Replayed {
  /** How many turns were compared. */
  readonly turns: number;
  /** How many are older than the remembering of commands. */
  readonly unrecorded: number;
  readonly differences: readonly ProcessDifference[];
  /** What today's code would do if it were asked now. */
  readonly now: readonly ProcessAct[];
}

/** What started a turn, and what was recorded of it. */
interface RecordedTurn {
  readonly cause: StoredProcessEvent;
  readonly did: readonly StoredProcessEvent[];
}

/**
 * Asks today's code at every step of a stored process what it would have done, and compares. What was recorded stays the
 * truth for the steps that follow. Throws what folding or `react` throw.
 */
export function replayProcess(
  process: ProcessManager,
  history: readonly StoredProcessEvent[],
  correlation: string,
): Replayed {
  let state = initialState(process);
  let unrecorded = 0;
  const differences: ProcessDifference[] = [];
  const turns = turnsIn(history);
  for (const { cause, did } of turns) {
    const heard = foldHistory(process, state, [cause]);
    state = foldHistory(process, heard, did);
    if (state.status === 'waiting') unrecorded += Number(isStarted(process, heard));
    else if (!isGivenUp(cause, did) && asksOn(process, heard))
      differences.push(...differenceAfter(cause, actsOf(did), play(process, heard, correlation, did)));
  }
  const now =
    state.status === 'ended' || state.status === 'none' ? [] : play(process, askedAnew(state), correlation, []);
  return { turns: turns.length - unrecorded, unrecorded, differences, now };
}

/** A timer that failed until its attempts were used up: the code then could not say what now. */
function isGivenUp({ type }: StoredProcessEvent, did: readonly StoredProcessEvent[]): boolean {
  return type === 'TimerElapsed' && did.length === 1 && did[0]!.type === 'ProcessStopped';
}

/** As it will be asked: a stopped one once it is resumed. */
function askedAnew(state: ProcessState): ProcessState {
  const { stopped: _, ...going } = state;
  return state.status === 'stopped' ? { ...going, status: 'open' } : state;
}

const causes: ReadonlySet<string> = new Set<ProcessEvent['type']>(['TimerElapsed', 'ProcessResumed', 'ProcessAborted']);

function turnsIn(history: readonly StoredProcessEvent[]): readonly RecordedTurn[] {
  const turns: { cause: StoredProcessEvent; did: StoredProcessEvent[] }[] = [];
  for (const event of history) {
    if (isProcessEvent(event) && !causes.has(event.type)) turns.at(-1)?.did.push(event);
    else turns.push({ cause: event, did: [] });
  }
  return turns;
}

/** Plays a turn; a command that was refused when it was recorded is refused again, all others are accepted. */
function play(
  process: ProcessManager,
  state: ProcessState,
  correlation: string,
  recorded: readonly StoredProcessEvent[],
): readonly ProcessAct[] {
  const did: StoredProcessEvent[] = [];
  const turn = turnOf(process, state, correlation);
  let answer: RefusedCommand | undefined;
  for (let step = turn.next(); step.done !== true; step = turn.next(answer)) {
    if ('record' in step.value) did.push({ version: 0, ...step.value.record });
    else answer = refusalOf(step.value.send, recorded);
  }
  return actsOf(did);
}

function refusalOf(command: object, recorded: readonly StoredProcessEvent[]): RefusedCommand | undefined {
  const place = (recorded as readonly ProcessEvent[]).findIndex(
    ({ type, data }) => type === 'CommandSent' && isOf(command, data),
  );
  const next = recorded[place + 1];
  return place >= 0 && next?.type === 'CommandRefused' ? (next.data as RefusedCommand) : undefined;
}

function actsOf(events: readonly StoredProcessEvent[]): readonly ProcessAct[] {
  return (events as readonly ProcessEvent[]).flatMap(({ type, data }): ProcessAct[] => {
    if (type === 'ProcessStarted' || type === 'CommandRefused') return [];
    if (type === 'CommandSent') return [{ act: data.command, content: data.content }];
    if (type !== 'TimerStarted' && type !== 'TimerRestarted') return [{ act: type, content: data }];
    const { milliseconds: _, ...timer } = data as { readonly milliseconds: number };
    return [{ act: type, content: timer }];
  });
}

function differenceAfter(
  { version, type: after }: StoredProcessEvent,
  recorded: readonly ProcessAct[],
  played: readonly ProcessAct[],
): readonly ProcessDifference[] {
  const [gone, added] = [without(recorded, played), without(played, recorded)];
  return gone.length + added.length === 0 ? [] : [{ version, after, gone, added }];
}

/** The acts of one list that the other has not, each counted. */
function without(acts: readonly ProcessAct[], others: readonly ProcessAct[]): readonly ProcessAct[] {
  const left = others.map(({ act, content }) => keyOf(act, content));
  return acts.filter(({ act, content }) => {
    const place = left.indexOf(keyOf(act, content));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}
