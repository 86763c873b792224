import type { Metadata } from './event.js';

/** An event of a trace, with the context in whose log it is. */
export interface TracedEvent {
  readonly context: string;
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly id: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly metadata: Metadata;
}

/** An event with all that it led to. */
export interface TraceNode {
  readonly event: TracedEvent;
  /** Ordered by time. */
  readonly effects: readonly TraceNode[];
  /** What the event names as its cause although no event of the trace is it: an event of elsewhere, or one that is out of reach. */
  readonly unknownCause?: string;
}

/**
 * Joins what several contexts recorded under one correlation id into a tree from causes to effects, in any order and with
 * events told twice. What has no cause, or none that is known, stands at the top.
 */
export function causationTree(events: readonly TracedEvent[]): readonly TraceNode[] {
  const once = [...new Map(events.map((event) => [event.id, event])).values()].toSorted(byTime);
  const nodes = new Map(once.map((event) => [event.id, { event, effects: [] as TraceNode[] }]));
  const causes = causesOf(once);
  const roots: TraceNode[] = [];
  for (const node of nodes.values()) {
    const cause = causes.get(node.event.id);
    if (cause !== undefined) nodes.get(cause)!.effects.push(node);
    else roots.push({ ...node, ...unknownCauseOf(node.event) });
  }
  return roots;
}

/** The cause of each event among these. Of events that name each other in a circle the earliest has none. */
function causesOf(events: readonly TracedEvent[]): ReadonlyMap<string, string> {
  const ids = new Set(events.map(({ id }) => id));
  const causes = new Map<string, string>();
  for (const { id, metadata } of events.toReversed()) {
    const cause = metadata.causationId;
    if (cause !== undefined && ids.has(cause) && !leadsTo(id, cause, causes)) causes.set(id, cause);
  }
  return causes;
}

function leadsTo(id: string, from: string, causes: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = from; at !== undefined; at = causes.get(at)) if (at === id) return true;
  return false;
}

function unknownCauseOf({ metadata: { causationId } }: TracedEvent): Pick<TraceNode, 'unknownCause'> {
  return causationId === undefined ? {} : { unknownCause: causationId };
}

function byTime(a: TracedEvent, b: TracedEvent): number {
  if (a.recordedAt !== b.recordedAt) return a.recordedAt < b.recordedAt ? -1 : 1;
  if (a.context !== b.context) return a.context < b.context ? -1 : 1;
  return a.position - b.position;
}
