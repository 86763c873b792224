import { availableParallelism, loadavg } from 'node:os';

/** How busy the machine is, and whether that is little enough to measure on it. */
export interface Busyness {
  /** Processes that want to run, on average over the last minute; 0 where the system does not say. */
  readonly load: number;
  readonly limit: number;
}

/** So much of each processor may be taken by others. */
const share = 0.25;

export function busyness(): Busyness {
  return { load: loadavg()[0]!, limit: availableParallelism() * share };
}

/** Why not to measure now; undefined when there is no reason. */
export function whyNotNow({ load, limit }: Busyness): string | undefined {
  if (load <= limit) return undefined;
  const [now, most] = [load.toFixed(2), limit.toFixed(2)];
  return `The machine is busy: its load average is ${now}, and more than ${most} falsifies figures. Wait until it is quiet, or measure all the same with --force.`;
}
