import type { AnyJson, Event } from './event.js';
import { platformEvents } from './event-types.js';

/** A command of the process that its own domain refused: an outcome, not a failure. */
export interface RefusedCommand {
  /** Name of the command's class. */
  readonly command: string;
  readonly code: string;
  readonly sentence: string;
}

/** How a process came to its end: it had nothing more to do, what it did was undone, or a person ended it. */
export type ProcessOutcome = 'completed' | 'compensated' | 'aborted';

// What a process remembers besides the facts it hears. Stored for ever: a field may be added as optional, never renamed or removed.
export type TimerStarted = Event<'TimerStarted', { timer: string; milliseconds: number }>;
export type TimerElapsed = Event<'TimerElapsed', { timer: string }>;
export type CommandRefused = Event<'CommandRefused', RefusedCommand>;
/** Runs anew, for a reason that counts once. */
export type TimerRestarted = Event<'TimerRestarted', { timer: string; milliseconds: number; because: string }>;
export type TimerCancelled = Event<'TimerCancelled', { timer: string }>;
/** It has heard a fact that starts it; from here on the commands it sends are remembered. */
export type ProcessStarted = Event<'ProcessStarted', { correlation: string }>;
/**
 * The domain accepted the command, unless it is refused in the very next event. `undoes` counts the commands from 0. `erased`
 * are the fields of the content that are not what they were, because they told of somebody who is forgotten.
 */
export type CommandSent = Event<
  'CommandSent',
  { command: string; content: AnyJson; undoes?: number; erased?: readonly string[] }
>;
export type CompensationStarted = Event<'CompensationStarted', { reason: string }>;
/** It goes no further until a person resumes or aborts it. */
export type ProcessStopped = Event<'ProcessStopped', { reason: string; step: string; code?: string }>;
export type ProcessResumed = Event<'ProcessResumed', { correlation: string }>;
export type ProcessAborted = Event<'ProcessAborted', { reason: string; compensates: boolean }>;
export type ProcessEnded = Event<'ProcessEnded', { outcome: ProcessOutcome }>;
/** A late fact showed that there is more to do. */
export type ProcessReopened = Event<'ProcessReopened', { correlation: string }>;

export type ProcessEvent =
  | TimerStarted
  | TimerElapsed
  | CommandRefused
  | TimerRestarted
  | TimerCancelled
  | ProcessStarted
  | CommandSent
  | CompensationStarted
  | ProcessStopped
  | ProcessResumed
  | ProcessAborted
  | ProcessEnded
  | ProcessReopened;

const types = {
  TimerStarted: true,
  TimerElapsed: true,
  CommandRefused: true,
  TimerRestarted: true,
  TimerCancelled: true,
  ProcessStarted: true,
  CommandSent: true,
  CompensationStarted: true,
  ProcessStopped: true,
  ProcessResumed: true,
  ProcessAborted: true,
  ProcessEnded: true,
  ProcessReopened: true,
} satisfies Record<ProcessEvent['type'], true>;

platformEvents(types);

/** Tells what a process remembers of itself from the facts it heard. */
export function isProcessEvent(event: { readonly type: string; readonly data: unknown }): event is ProcessEvent {
  return Object.hasOwn(types, event.type);
}

export const commandSent: CommandSent['type'] = 'CommandSent';
export const timerElapsed: TimerElapsed['type'] = 'TimerElapsed';
export const commandRefused: CommandRefused['type'] = 'CommandRefused';
export const processEnded: ProcessEnded['type'] = 'ProcessEnded';
