import type { Contract, Fact, FactOf } from './contract.js';
import { commandRefused, type RefusedCommand, timerElapsed, type TimerElapsed } from './process.events.js';

/** Asks for one of the process's timers to be started. Started twice, it runs once, from the first time. */
export class StartTimer<Name extends string = string> {
  constructor(readonly timer: Name) {}
}

/**
 * A process: folds the facts it hears into an immutable record, then answers one question, what now.
 *
 * Promises of the platform: each fact is kept as an event of the process's own stream and handled exactly once; what
 * `react` asks for is appended in the same transaction. `react` is asked again after each fact, so it may repeat itself:
 * decisions are idempotent and timers start once. The order of facts from different contexts is not promised.
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
  /** How long each timer runs, in milliseconds, asked when it starts. */
  readonly timers: { readonly [Name in Timer]: () => number };
  readonly initial: Facts;
  /** Raised when the same history comes to fold into other facts, so that stored snapshots are left alone; 1 when left out. */
  readonly foldVersion?: number;
  /** The facts that end such a process, as `closedBy` of an aggregate. */
  readonly closedBy?: readonly Contracts[number]['name'][];
  /** The process that a fact belongs to. */
  readonly correlateBy: (fact: FactOf<Contracts[number]>) => string;
  readonly evolve: {
    readonly [Name in Contracts[number]['name']]: (
      facts: Facts,
      data: Extract<FactOf<Contracts[number]>, Fact<Name>>['data'],
    ) => Facts;
  } & { readonly [Name in Timer]: (facts: Facts) => Facts };
  /** What to remember of a refused command; left out, only the process's history remembers it. */
  readonly refused?: (facts: Facts, refused: RefusedCommand) => Facts;
  /** What now? Commands to the process's own context, and timers to start. */
  readonly react: (facts: Facts, correlation: string) => readonly object[];
}

/** Declares a process. */
export function processManager<Facts, const Contracts extends readonly Contract[], Timer extends string = never>(
  definition: Omit<ProcessManager<Facts, Contracts, Timer>, 'timers' | 'evolve' | 'refused' | 'react'> & {
    readonly timers?: { readonly [Name in Timer]: () => number };
    readonly evolve: NoInfer<ProcessManager<Facts, Contracts, Timer>['evolve']>;
    readonly refused?: (facts: NoInfer<Facts>, refused: RefusedCommand) => NoInfer<Facts>;
    readonly react: (facts: NoInfer<Facts>, correlation: string) => readonly (object | StartTimer<NoInfer<Timer>>)[];
  },
): ProcessManager<Facts, Contracts, Timer> {
  return Object.freeze({ timers: {} as { readonly [Name in Timer]: () => number }, ...definition });
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
    if (type === commandRefused) return process.refused?.(folded, data as RefusedCommand) ?? folded;
    return stepFor(type)?.(folded, data) ?? folded;
  }, facts);
}
