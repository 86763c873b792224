import { createHash } from 'node:crypto';
import type { Aggregate, Event } from '#platform/core';
import { fold } from '#platform/core';

/** What the log needs to know of a kind of stream: how it is named and how it folds. Aggregates and processes both are. */
export interface StreamKind<State> {
  readonly category: string;
  readonly initial: State;
  readonly fold: (state: State, events: readonly { readonly type: string; readonly data: unknown }[]) => State;
  /** Another one says that the same events may fold into another state. See `foldKey`. */
  readonly foldKey: string;
  /** The types of events that end such a stream. */
  readonly closedBy?: readonly string[];
}

/** What a fold is made of. */
export interface FoldParts {
  /** As declared, 1 when it is not. */
  readonly version: number | undefined;
  readonly initial: unknown;
  /** All functions that it is declared with, by name. */
  readonly steps: Readonly<Record<string, unknown>>;
}

/**
 * Names a fold by its declared version and by the text of what it is declared with. The text changes by itself, but says
 * nothing of the functions that those call: the version does.
 */
export function foldKey({ version = 1, initial, steps }: FoldParts): string {
  const texts = Object.entries(steps).map(([name, step]) => [name, String(step)] as const);
  const inOrder = texts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256')
    .update(JSON.stringify([initial, inOrder]))
    .digest('hex');
  return `${version}-${hash.slice(0, 16)}`;
}

const kinds = new WeakMap<object, StreamKind<unknown>>();

/** An aggregate seen as a kind of stream. */
export function kindOf<State, E extends Event>(aggregate: Aggregate<State, E>): StreamKind<State> {
  const known = kinds.get(aggregate) as StreamKind<State> | undefined;
  if (known !== undefined) return known;
  const kind: StreamKind<State> = {
    category: aggregate.category,
    initial: aggregate.initial,
    fold: (state, events) => fold(aggregate, state, events),
    foldKey: foldKey({
      version: aggregate.foldVersion,
      initial: aggregate.initial,
      steps: { ...aggregate.evolve, '(fold)': fold },
    }),
    ...(aggregate.closedBy && { closedBy: aggregate.closedBy }),
  };
  kinds.set(aggregate, kind as StreamKind<unknown>);
  return kind;
}
