import { logger } from '#platform/observability';
import { inTime } from '#platform/waiting';
import { isWeakened } from '#platform/weakening';
import { stopTimeout } from './settings.js';

/** One step of a stop; it gets at most what is left of the time. */
export interface StopStep {
  readonly name: string;
  run(milliseconds: number): Promise<unknown>;
}

const log = logger('host');

/** What a process has to stop. Whatever was started last stops first. */
export class Stopping {
  private steps: readonly StopStep[] = [];
  private underWay: Promise<boolean> | undefined;

  /** To be called before what the steps stop can do harm by being left behind. Throws once the stop has begun, so that nothing more is started. */
  add(...steps: readonly StopStep[]): void {
    if (this.hasBegun) throw new Error('Nothing more is started: the process is about to stop.');
    this.steps = [...steps, ...this.steps];
  }

  get hasBegun(): boolean {
    return this.underWay !== undefined;
  }

  /** Runs the steps one after the other, once. A step that hangs is left behind when its time is up. True when all ended. */
  stop(patience: () => number): Promise<boolean> {
    const hasSteps = this.steps.length > 0;
    return (this.underWay ??= hasSteps ? inSteps(this.steps, patience()) : Promise.resolve(true));
  }
}

export interface UntilStopped {
  /** Says why the start failed. */
  readonly report: (error: unknown) => void;
  /** How long all steps of the stop may take, in milliseconds. */
  readonly patience?: () => number;
}

/**
 * Starts what `start` starts, and ends this process when it is told to, also during the start: by Ctrl-C, SIGTERM, or the end of
 * the process that started this one. A second wish ends it at once. Whose start fails stops what was started and ends with 1.
 */
export async function runUntilStopped(
  { report, patience = () => stopTimeout.value }: UntilStopped,
  start: (stopping: Stopping) => Promise<void>,
): Promise<void> {
  const stopping = new Stopping();
  onStopRequest(async () => process.exit((await stopping.stop(patience)) ? 0 : 1));
  try {
    await start(stopping);
  } catch (error) {
    if (!stopping.hasBegun) report(error);
    await stopping.stop(patience);
    process.exit(1);
  }
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

async function inSteps(steps: readonly StopStep[], milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  let clean = true;
  for (const { name, run } of steps) {
    const left = Math.max(500, deadline - performance.now());
    const ended = await within(left, run(left)).catch((error: unknown) => {
      log.warn(`While stopping, "${name}" failed.`, { error });
      return false;
    });
    if (!ended) log.warn(`While stopping, "${name}" did not end in time and is left behind.`);
    clean &&= ended === true;
  }
  return clean;
}

function within(milliseconds: number, work: Promise<unknown>): Promise<boolean | undefined> {
  const isClean = work.then((ended) => ended !== false);
  return isWeakened('stop-has-an-end') ? isClean : inTime(milliseconds, isClean);
}
