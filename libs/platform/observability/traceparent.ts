import { chance } from '#platform/execution';

/** The parts of a W3C `traceparent`. */
export interface TraceContext {
  /** 32 hexadecimal digits, shared by everything in one trace. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the piece of work that asks. */
  readonly parentId: string;
  /** Two hexadecimal digits; the lowest bit says that the trace is recorded. */
  readonly flags: string;
}

const shape = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; undefined when it breaks the W3C recommendation, which then wants a new trace. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const parts = header === undefined || header.length > 512 ? null : shape.exec(header);
  if (parts === null || (parts[1] === '00' && parts[5] !== undefined)) return undefined;
  return { traceId: parts[2]!, parentId: parts[3]!, flags: parts[4]! };
}

/** The `traceparent` of a new piece of work: part of the given trace, or the first of a new one. */
export function nextTraceparent(parent?: string): string {
  const known = parseTraceparent(parent);
  const parentId = chance(8).toString('hex');
  return `00-${known?.traceId ?? chance(16).toString('hex')}-${parentId}-${known?.flags ?? '01'}`;
}
