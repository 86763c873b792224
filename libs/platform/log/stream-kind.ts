import type { Aggregate, Event } from '#platform/core';
import { fold } from '#platform/core';

/** What the log needs to know of a kind of stream: how it is named and how it folds. Aggregates and processes both are. */
export interface StreamKind<State> {
  readonly category: string;
  readonly initial: State;
  readonly fold: (state: State, events: readonly { readonly type: string; readonly data: unknown }[]) => State;
}

/** An aggregate seen as a kind of stream. */
export function kindOf<State, E extends Event>(aggregate: Aggregate<State, E>): StreamKind<State> {
  return {
    category: aggregate.category,
    initial: aggregate.initial,
    fold: (state, events) => fold(aggregate, state, events),
  };
}
