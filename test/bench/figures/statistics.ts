/** How many per second, and how long one took, in milliseconds. */
export interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What the rounds of a measurement say together. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Runs work from so many loops at once for so many milliseconds. The work answers how many of what is counted it did. */
export function measure(
  concurrency: number,
  milliseconds: number,
  work: (loop: number) => Promise<number>,
): Promise<Figures> {
  const end = performance.now() + milliseconds;
  return runLoops(concurrency, () => performance.now() < end, work);
}

/** Runs work from so many loops at once, so many times in all. */
export function measureTimes(concurrency: number, times: number, work: (turn: number) => Promise<number>) {
  let begun = 0;
  return runLoops(
    concurrency,
    () => begun < times,
    () => work(begun++),
  );
}

async function runLoops(
  concurrency: number,
  goesOn: () => boolean,
  work: (loop: number) => Promise<number>,
): Promise<Figures> {
  const latencies: number[] = [];
  let done = 0;
  const start = performance.now();
  const loop = async (_: unknown, index: number) => {
    while (goesOn()) {
      const begun = performance.now();
      const count = await work(index);
      done += count;
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  const seconds = (performance.now() - start) / 1_000;
  return { perSecond: done / seconds, ...percentiles(latencies) };
}

export function percentiles(latencies: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? 0 : (low + high) / 2;
}

export function summaryOf(rounds: readonly number[]): Summary {
  return { median: median(rounds), least: Math.min(...rounds), most: Math.max(...rounds) };
}

export function speed({ perSecond }: Figures): number {
  return perSecond;
}
