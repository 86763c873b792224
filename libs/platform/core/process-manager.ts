import type { Contract, Fact, FactOf } from './contract.js';
import type { Ignore } from './event.js';
import { commandRefused, type RefusedCommand, timerElapsed, type TimerElapsed } from './process.events.js';
import type { CancelTimer, Compensate, RestartTimer, StartTimer, Undo } from './process-requests.js';

/** What becomes of facts that arrive after the end: handled like any other, kept without asking what now, or left alone. */
export type LateFacts = 'handled' | 'kept' | 'ignored';

type Remember<Facts> = (facts: Facts, refused: RefusedCommand) => Facts;

/** The refusals that a process knows how to handle: all of them, or those with these codes. */
export type KnownRefusals<Facts> = Remember<Facts> | { readonly [code: string]: Remember<Facts> | Ignore };

/**
 * A process: folds the facts it hears into an immutable record, then answers one question, what now.
 *
 * Promises of the platform: each fact is kept as an event of the process's own stream and handled exactly once; what
 * `react` asks for is appended in the same transaction. `react` is asked again after each fact, so it may repeat itself: a
 * command that was accepted is not sent again, timers start once. The order of facts from different contexts is not
 * promised. A refusal that the process does not know stops it until a person resumes or aborts it.
 * After Commanded's process managers, with state folded from facts instead of apply callbacks.
 */
export interface ProcessManager<
  Facts = unknown,
  Contracts extends readonly Contract[] = readonly Contract[],
  Timer extends string = string,
> {
  /** Dotted, context first, stored for ever: `orders.checkout`. */
  readonly name: string;
  readonly facts: Contracts;
  /** The facts that start it, all of them when left out. What arrives earlier is kept, and `react` is not asked. */
  readonly start?: readonly Contracts[number]['name'][];
  /** Whether facts that arrive before it has started wait for the start, as when left out, or are left alone. */
  readonly early?: 'kept' | 'ignored';
  /** Whether nothing more is to come. Left out, it ends by compensation or by a person only. */
  readonly ended?: (facts: Facts) => boolean;
  /** `kept` when left out. Where they are `handled`, one that makes `ended` false again opens it again. */
  readonly late?: LateFacts;
  /** How long each timer runs, in milliseconds, asked when it starts. */
  readonly timers: { readonly [Name in Timer]: () => number };
  readonly initial: Facts;
  /** Raised when the same history comes to fold into other facts, so that stored snapshots are left alone; 1 when left out. */
  readonly foldVersion?: number;
  /** Facts that close its stream, as `closedBy` of an aggregate; its end does so without being named. */
  readonly closedBy?: readonly Contracts[number]['name'][];
  /** The process that a fact belongs to. */
  readonly correlateBy: (fact: FactOf<Contracts[number]>) => string;
  readonly evolve: {
    readonly [Name in Contracts[number]['name']]: (
      facts: Facts,
      data: Extract<FactOf<Contracts[number]>, Fact<Name>>['data'],
    ) => Facts;
  } & { readonly [Name in Timer]: (facts: Facts) => Facts };
  /** What to remember of a refused command. A refusal that is not known here stops the process; left out, every one does. */
  readonly refused?: KnownRefusals<Facts>;
  /** What undoes its commands, should it ask to `Compensate` or a person abort it. */
  readonly undo?: readonly Undo[];
  /** What now? Commands to the process's own context, timers, and whether to undo everything. */
  readonly react: (facts: Facts, correlation: string) => readonly object[];
}

type Requests<Timer extends string> = readonly (
  object | StartTimer<Timer> | RestartTimer<Timer> | CancelTimer<Timer> | Compensate
)[];

/** Declares a process. */
export function processManager<Facts, const Contracts extends readonly Contract[], Timer extends string = never>(
  definition: Omit<
    ProcessManager<Facts, Contracts, Timer>,
    'timers' | 'evolve' | 'refused' | 'react' | 'ended' | 'start'
  > & {
    readonly start?: readonly NoInfer<Contracts>[number]['name'][];
    readonly timers?: { readonly [Name in Timer]: () => number };
    readonly evolve: NoInfer<ProcessManager<Facts, Contracts, Timer>['evolve']>;
    readonly ended?: (facts: NoInfer<Facts>) => boolean;
    readonly refused?: KnownRefusals<NoInfer<Facts>>;
    readonly react: (facts: NoInfer<Facts>, correlation: string) => Requests<NoInfer<Timer>>;
  },
): ProcessManager<Facts, Contracts, Timer> {
  return Object.freeze({ timers: {} as { readonly [Name in Timer]: () => number }, ...definition });
}

/** How a process handles a refusal; undefined where it does not know it. */
export function knownRefusal<Facts>(
  { refused: known }: ProcessManager<Facts>,
  { code }: RefusedCommand,
): Remember<Facts> | Ignore | undefined {
  if (known === undefined || typeof known === 'function') return known;
  return Object.hasOwn(known, code) ? known[code] : undefined;
}

/** Folds the stored history of one process. Facts of contracts that the process no longer hears are left alone. */
export function foldProcess<Facts>(
  process: ProcessManager<Facts>,
  facts: Facts,
  history: readonly { readonly type: string; readonly data: unknown }[],
): Facts {
  const steps = process.evolve as Record<string, (facts: Facts, data: unknown) => Facts>;
  const stepFor = (name: string) => (Object.hasOwn(steps, name) ? steps[name] : undefined);
  return history.reduce<Facts>((folded, { type, data }) => {
    if (type === timerElapsed) return stepFor((data as TimerElapsed['data']).timer)?.(folded, undefined) ?? folded;
    if (type === commandRefused) {
      const remember = knownRefusal(process, data as RefusedCommand);
      return typeof remember === 'function' ? remember(folded, data as RefusedCommand) : folded;
    }
    return stepFor(type)?.(folded, data) ?? folded;
  }, facts);
}
