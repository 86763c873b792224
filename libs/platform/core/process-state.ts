import type { AnyJson } from './event.js';
import { isProcessEvent, type ProcessEvent } from './process.events.js';
import { foldProcess, type ProcessManager } from './process-manager.js';

/** `waiting` has heard facts but none that starts it. */
export type ProcessStatus = 'none' | 'waiting' | 'open' | 'stopped' | 'ended';

/** A command that a process sent. */
export interface SentCommand {
  readonly command: string;
  readonly content: AnyJson;
  readonly outcome: 'accepted' | 'refused';
  /** The place of the command that it undoes. */
  readonly undoes?: number;
  /** The fields of the content that are not what they were. */
  readonly erased?: readonly string[];
}

export interface TimerState {
  readonly status: 'running' | 'elapsed' | 'cancelled';
  /** Why it was restarted. */
  readonly restarts: readonly string[];
}

/** All that is known of one process. */
export interface ProcessState<Facts = unknown> {
  readonly facts: Facts;
  readonly status: ProcessStatus;
  /** The types of the facts it has heard, each once. */
  readonly heard: readonly string[];
  readonly timers: Readonly<Record<string, TimerState>>;
  readonly commands: readonly SentCommand[];
  /** Given once what was done is being undone. */
  readonly compensating?: string;
  /** Given once a person has decided that it shall end. */
  readonly aborted?: string;
  /** Given while it is stopped. */
  readonly stopped?: string;
}

type Stored = { readonly type: string; readonly data: unknown };
type State = ProcessState;

export function initialState<Facts>({ initial }: ProcessManager<Facts>): ProcessState<Facts> {
  return { facts: initial, status: 'none', heard: [], timers: {}, commands: [] };
}

/** Folds the stored history of one process, with what it remembers of itself. */
export function foldHistory<Facts>(
  process: ProcessManager<Facts>,
  state: ProcessState<Facts>,
  history: readonly Stored[],
): ProcessState<Facts> {
  const folded = history.reduce<State>(
    (so, event) => (isProcessEvent(event) ? remember(so, event) : hear(so, event)),
    state,
  );
  return { ...folded, facts: foldProcess(process, state.facts, history) };
}

function hear(state: State, { type }: Stored): State {
  const status = state.status === 'none' ? 'waiting' : state.status;
  return { ...state, status, heard: state.heard.includes(type) ? state.heard : [...state.heard, type] };
}

function remember(state: State, event: ProcessEvent): State {
  return (steps[event.type] as (state: State, data: never) => State)(state, event.data as never);
}

const steps: {
  readonly [Type in ProcessEvent['type']]: (state: State, data: Extract<ProcessEvent, { type: Type }>['data']) => State;
} = {
  TimerStarted: (state, { timer }) => withTimer(state, timer, 'running'),
  TimerRestarted: (state, { timer, because }) => withTimer(state, timer, 'running', because),
  TimerCancelled: (state, { timer }) => withTimer(state, timer, 'cancelled'),
  TimerElapsed: (state, { timer }) => withTimer(state, timer, 'elapsed'),
  ProcessStarted: (state) => ({ ...state, status: 'open' }),
  CommandSent: (state, sent) => ({ ...state, commands: [...state.commands, { ...sent, outcome: 'accepted' }] }),
  CommandRefused: (state, { command }) => {
    const last = state.commands.at(-1);
    if (last?.command !== command) return state;
    return { ...state, commands: [...state.commands.slice(0, -1), { ...last, outcome: 'refused' }] };
  },
  CompensationStarted: (state, { reason }) => ({ ...state, status: 'open', compensating: reason }),
  ProcessStopped: (state, { reason }) => ({ ...state, status: 'stopped', stopped: reason }),
  ProcessResumed: (state) => ({ ...goingOn(state), status: 'open' }),
  ProcessAborted: (state, { reason, compensates }) => ({
    ...goingOn(withoutCompensation(state)),
    status: 'open',
    aborted: reason,
    ...(compensates && { compensating: state.compensating ?? reason }),
  }),
  ProcessEnded: (state) => ({ ...state, status: 'ended', timers: cancelled(state.timers) }),
  ProcessReopened: (state) => ({ ...state, status: 'open' }),
};

/** No longer stopped. */
function goingOn({ stopped: _, ...state }: State): State {
  return state;
}

function withoutCompensation({ compensating: _, ...state }: State): State {
  return state;
}

function withTimer(state: State, timer: string, status: TimerState['status'], because?: string): State {
  const before = timerOf(state, timer)?.restarts ?? [];
  const restarts = because === undefined ? before : [...before, because];
  return { ...state, timers: { ...state.timers, [timer]: { status, restarts } } };
}

function cancelled(timers: State['timers']): State['timers'] {
  return Object.fromEntries(
    Object.entries(timers).map(([name, timer]) => [
      name,
      timer.status === 'running' ? { ...timer, status: 'cancelled' as const } : timer,
    ]),
  );
}

/** One of its timers, if it was ever started. */
export function timerOf({ timers }: State, timer: string): TimerState | undefined {
  return Object.hasOwn(timers, timer) ? timers[timer] : undefined;
}

/** The timers that run. */
export function runningTimers({ timers }: State): readonly string[] {
  return Object.keys(timers).filter((name) => timers[name]!.status === 'running');
}

/** What folds what a process remembers of itself: another text of it says that stored snapshots are to be left alone. */
export const foldOfProcesses: Readonly<Record<string, unknown>> = {
  ...steps,
  foldHistory,
  hear,
  goingOn,
  withoutCompensation,
  withTimer,
  cancelled,
};
