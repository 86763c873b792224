import { Session } from 'node:inspector/promises';
import { performance } from 'node:perf_hooks';
import { logger } from '#platform/observability';

/** The part of the time that a process at rest works at most. */
const atRest = 0.1;

/**
 * Gives back what the start took of memory and nobody needs any more, a third of all: reading modules leaves much behind, and Node
 * keeps the space to leave as much again. Happens once, behind the first second in which the process hardly worked, because
 * nothing else does for some 130 ms. A process that is never at rest needs the space.
 */
export function giveBackMemoryOnceAtRest({ every = 1_000, collect = collectGarbage } = {}): void {
  let before = performance.eventLoopUtilization();
  const looking = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > atRest) return;
    clearInterval(looking);
    collect().catch((error: unknown) => {
      logger('host').warn('What the start took of memory is not given back.', { error });
    });
  }, every).unref();
}

/** Has Node look for all that nobody needs, and give back the space. */
export async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
