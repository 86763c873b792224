import { beginning, type Position } from '#platform/core';
import type { EventHistory, StreamKind } from '#platform/log';

/** A stream as it was. */
export interface StreamState {
  readonly stream: string;
  readonly version: number;
  /** When that version was recorded. */
  readonly recordedAt: string;
  readonly state: unknown;
}

/** Up to which version, or until which time, a stream is folded; all of it when nothing is said. */
export interface AsOf {
  readonly version?: number;
  /** ISO 8601. */
  readonly at?: string;
}

const pageSize = 1_000;

/** The kind of a stream: the one with the longest name that the stream's begins with. */
export function kindOfStream(kinds: readonly StreamKind<unknown>[], stream: string): StreamKind<unknown> | undefined {
  return kinds
    .filter(({ category }) => stream.startsWith(`${category}-`))
    .toSorted((a, b) => b.category.length - a.category.length)[0];
}

/** Folds a stream as of a version or a time, a page at a time; undefined when it had no event then. */
export async function stateOf(
  history: EventHistory,
  kind: StreamKind<unknown>,
  stream: string,
  { version: last = Infinity, at }: AsOf,
): Promise<StreamState | undefined> {
  let found: StreamState | undefined;
  let state = kind.initial;
  for (let after: Position | undefined = beginning; after !== undefined;) {
    const page = await history.find({ stream }, after, pageSize);
    const events = page.events.filter(
      ({ version, recordedAt }) => version <= last && (at === undefined || recordedAt <= at),
    );
    state = kind.fold(state, events);
    const end = events.at(-1);
    if (end !== undefined) found = { stream, version: end.version, recordedAt: end.recordedAt, state };
    after = events.length < page.events.length ? undefined : page.next;
  }
  return found;
}
