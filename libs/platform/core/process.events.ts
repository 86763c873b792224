import type { Event } from './event.js';
import { platformEvents } from './event-types.js';

/** A command of the process that its own domain refused: an outcome, not a failure. */
export interface RefusedCommand {
  /** Name of the command's class. */
  readonly command: string;
  readonly code: string;
  readonly sentence: string;
}

// What a process remembers besides the facts it hears. Stored for ever: a field may be added as optional, never renamed or removed.
export type TimerStarted = Event<'TimerStarted', { timer: string; milliseconds: number }>;
export type TimerElapsed = Event<'TimerElapsed', { timer: string }>;
export type CommandRefused = Event<'CommandRefused', RefusedCommand>;

export type ProcessEvent = TimerStarted | TimerElapsed | CommandRefused;

platformEvents({ TimerStarted: true, TimerElapsed: true, CommandRefused: true } satisfies Record<
  ProcessEvent['type'],
  true
>);

export const timerStarted: TimerStarted['type'] = 'TimerStarted';
export const timerElapsed: TimerElapsed['type'] = 'TimerElapsed';
export const commandRefused: CommandRefused['type'] = 'CommandRefused';
