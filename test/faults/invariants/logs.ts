/** How far one consumer of a context has come in one source. */
export interface Checkpoint {
  readonly consumer: string;
  /** `log`, or the context whose feed it reads. */
  readonly source: string;
  readonly position: number;
}

/** A stream that a consumer holds back. */
export interface HeldStream {
  readonly consumer: string;
  readonly stream: string;
  readonly status: 'due' | 'parked';
}

/** The log of one context and its readers. */
export interface ContextLog {
  readonly context: string;
  readonly head: number;
  readonly events: number;
  readonly lastPosition: number;
  /** Streams whose versions are not 1, 2, 3 … */
  readonly brokenStreams: readonly string[];
  readonly checkpoints: readonly Checkpoint[];
  readonly held: readonly HeldStream[];
  /** How many timers run. */
  readonly timers: number;
  /** Rows of read models that are not at their stream's version. */
  readonly staleRows: readonly string[];
}

/** What is still at work, one sentence each. */
export function unrest(logs: readonly ContextLog[]): readonly string[] {
  const heads = new Map(logs.map(({ context, head }) => [context, head]));
  return logs.flatMap(({ context, checkpoints, held }) => [
    ...checkpoints.flatMap(({ consumer, source, position }) => {
      const head = heads.get(source === 'log' ? context : source);
      return position === head ? [] : [`${consumer} is at ${position} of ${head} in ${source}`];
    }),
    ...held
      .filter(({ status }) => status === 'due')
      .map(({ consumer, stream }) => `${consumer} is at work on ${stream}`),
  ]);
}

/** What must never be, at rest or not; one sentence each. */
export function damage(logs: readonly ContextLog[]): readonly string[] {
  return logs.flatMap(({ context, head, events, lastPosition, brokenStreams, held, staleRows }) => [
    ...(events === head && lastPosition === head
      ? []
      : [`the log of ${context} has ${events} events up to ${lastPosition} and its head is ${head}`]),
    ...brokenStreams.map((stream) => `the versions of ${stream} have a hole`),
    ...held
      .filter(({ status }) => status === 'parked')
      .map(({ consumer, stream }) => `${consumer} has parked ${stream}`),
    ...staleRows.map((row) => `${row} is not what the log says`),
  ]);
}
