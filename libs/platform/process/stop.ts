import { logger } from '#platform/observability';
import { isWeakened } from '#platform/weakening';

/** One step of a stop; it gets at most what is left of the time. */
export interface StopStep {
  readonly name: string;
  run(milliseconds: number): Promise<unknown>;
}

const log = logger('host');

/** Runs the steps of a stop one after the other. A step that hangs is left behind when its time is up. */
export async function stopInSteps(steps: readonly StopStep[], milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  let clean = true;
  for (const { name, run } of steps) {
    const left = Math.max(500, deadline - performance.now());
    const ended = await within(left, run(left)).catch((error: unknown) => {
      log.warn(`While stopping, "${name}" failed.`, { error });
      return false;
    });
    if (!ended) log.warn(`While stopping, "${name}" did not end in time and is left behind.`);
    clean &&= ended;
  }
  return clean;
}

/**
 * Calls once on the first wish to stop: Ctrl-C, SIGTERM, or the end of the process that started this one, also when that came
 * before this call. A second wish ends it at once.
 */
export function onStopRequest(stop: () => Promise<void>): void {
  let asked = false;
  const ask = () => {
    if (asked) process.exit(1);
    asked = true;
    void stop();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  process.on('disconnect', ask);
  const isOrphan = process.send !== undefined && !process.connected;
  if (isOrphan) ask();
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  if (isWeakened('stop-has-an-end')) return work.then((ended) => ended !== false);
  const timer = setTimeout(() => resolve(false), milliseconds);
  return Promise.race([work.then((ended) => ended !== false), late]).finally(() => clearTimeout(timer));
}
