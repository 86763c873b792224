/** Asks for one of the process's timers to be started. Started twice, it runs once, from the first time. */
export class StartTimer<Name extends string = string> {
  constructor(readonly timer: Name) {}
}

/** Asks for a timer to run from now on, whether it runs, has elapsed or was never started: once for each reason. */
export class RestartTimer<Name extends string = string> {
  constructor(
    readonly timer: Name,
    /** Names the cause, so that asking again restarts nothing: the id of what happened, say. */
    readonly because: string,
  ) {}
}

/** Asks for a running timer to be taken away. It may be started again; one that does not run is left alone. */
export class CancelTimer<Name extends string = string> {
  constructor(readonly timer: Name) {}
}

/**
 * Asks for what was done to be undone: the undoing commands of all accepted commands go out in reverse order, each once,
 * after everything else that is asked for with it. Then the process has ended.
 */
export class Compensate {
  constructor(readonly reason: string) {}
}

/** What undoes an accepted command of a process. */
export interface Undo {
  /** The class of the command, whose name and fields are stored. */
  readonly command: string;
  readonly with: (done: never) => object;
}

/**
 * Declares what undoes a command.
 *
 * @example
 * undo(BookFlight, ({ tripId }) => new CancelFlight(tripId))
 */
export function undo<Command extends object>(
  command: new (...given: never[]) => Command,
  undoing: (done: Readonly<Command>) => object,
): Undo {
  return { command: command.name, with: undoing };
}
