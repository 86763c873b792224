/** Requests of one kind, in milliseconds. */
export interface Latency {
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Counts what happens. */
export class Tally {
  /** What shoppers and staff did. */
  readonly done = new Map<string, number>();
  /** Why requests were sent again. */
  readonly repeated = new Map<string, number>();
  /** What nobody should see: a request that stayed without an answer, or with an unexpected one. */
  readonly troubles: string[] = [];
  private readonly times = new Map<string, number[]>();

  did(what: string): void {
    add(this.done, what);
  }

  repeats(why: string): void {
    add(this.repeated, why);
  }

  took(kind: string, milliseconds: number): void {
    const times = this.times.get(kind) ?? [];
    times.push(milliseconds);
    this.times.set(kind, times);
  }

  latencies(): Readonly<Record<string, Latency>> {
    return Object.fromEntries([...this.times].map(([kind, times]) => [kind, latencyOf(times)]));
  }
}

export function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { requests: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const round = (number: number): number => Math.round(number * 10) / 10;
