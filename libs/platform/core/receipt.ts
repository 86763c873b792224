import type { Position } from './event.js';
import { positionFrom } from './event.js';

/** What a command hands to its caller: everything up to this place in this context's log has happened. */
export interface Receipt {
  readonly context: string;
  readonly position: Position;
  /** The stream's version after the command. */
  readonly version: number;
}

/** The furthest place known of each context. */
export type Consistency = ReadonlyMap<string, Position>;

/** Writes `orders:4711,payments:12`. */
export function formatConsistency(consistency: Consistency): string {
  return [...consistency].map(([context, position]) => `${context}:${position}`).join(',');
}

/** Reads what `formatConsistency` wrote; undefined when it is anything else. */
export function parseConsistency(token: string): Consistency | undefined {
  const parts = token.split(',').map((part) => /^\s*([a-z][a-z0-9-]{0,62}):(\d{1,15})\s*$/.exec(part));
  if (parts.length > 32 || parts.some((part) => part === null)) return undefined;
  return furthest(parts.map((part) => ({ context: part![1]!, position: positionFrom(part![2]) })));
}

/** Joins receipts: per context the furthest. */
export function furthest(receipts: Iterable<{ readonly context: string; readonly position: Position }>): Consistency {
  const reached = new Map<string, Position>();
  for (const { context, position } of receipts) {
    if (position > (reached.get(context) ?? -1)) reached.set(context, position);
  }
  return reached;
}
