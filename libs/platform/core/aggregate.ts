import type { DataOf, Event, Ignore } from './event.js';
import { ignore } from './event.js';
import { contextOf } from './stream.js';

/** How each event changes the state; total by type, so that a new event does not compile until it is folded or ignored. */
export type Evolve<State, E extends Event> = {
  readonly [Type in E['type']]: ((state: State, data: DataOf<E, Type>) => State) | Ignore;
};

/** What a decision is given besides its own arguments, and what it returns: an empty array means "already so". */
export type Decision<State, E extends Event> = (state: State) => readonly E[];

/** One kind of aggregate: its stream category, the state before any event, and the fold. */
export interface Aggregate<State, E extends Event> {
  /** Dotted, context first, stored in every stream's name for ever: `orders.order`. */
  readonly category: string;
  readonly initial: State;
  readonly evolve: Evolve<State, E>;
  /** Raised when the same events come to fold into another state, so that stored snapshots are left alone; 1 when left out. */
  readonly foldVersion?: number;
  /**
   * The events that end such a stream: it is closed while its last event is one of these, and may then leave the table of
   * events for a file of the archive. A closed stream that goes on after all does so as before. None when left out.
   */
  readonly closedBy?: readonly E['type'][];
}

/** An event in a stream whose aggregate has no fold for its type: the code is older than the data. */
export class UnknownEventType extends Error {
  constructor(category: string, type: string) {
    super(
      `${category} cannot fold an event of type "${type}": this code is older than the stored events, or the type was renamed`,
    );
    this.name = 'UnknownEventType';
  }
}

/**
 * Declares an aggregate.
 *
 * @example
 * export const Order = aggregate<Order, OrderEvent>({
 *   category: 'orders.order',
 *   initial: { status: 'none' },
 *   evolve: { OrderPlaced: (_, { orderId }) => ({ status: 'placed', orderId }), OrderNoted: ignore },
 * });
 */
export function aggregate<State, E extends Event>(definition: Aggregate<State, E>): Aggregate<State, E> {
  const declaration = Object.freeze(definition);
  declared.set(declaration.category, declaration as Aggregate<unknown, Event>);
  return declaration;
}

const declared = new Map<string, Aggregate<unknown, Event>>();

/** The aggregates of one context that the loaded modules declare. */
export function aggregatesOf(context: string): readonly Aggregate<unknown, Event>[] {
  return [...declared.values()].filter(({ category }) => contextOf(category) === context);
}

/** Folds events into a state. Pure; throws `UnknownEventType` rather than skip. */
export function fold<State, E extends Event>(
  { category, evolve }: Aggregate<State, E>,
  state: State,
  events: readonly { readonly type: string; readonly data: unknown }[],
): State {
  const steps = evolve as Record<string, ((state: State, data: unknown) => State) | Ignore>;
  return events.reduce<State>((folded, { type, data }) => {
    const step = Object.hasOwn(steps, type) ? steps[type] : undefined;
    if (step === undefined) throw new UnknownEventType(category, type);
    return step === ignore ? folded : step(folded, data);
  }, state);
}
