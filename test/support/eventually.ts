import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats an assertion until it holds, and answers with its result. Throws its last failure when it does not hold
 * `within` so many milliseconds. An attempt that hangs counts as a failure too.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { within = 10_000, every = 50 }: { within?: number; every?: number } = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await orTimeout(Promise.resolve().then(assertion), deadline - performance.now());
    } catch (error) {
      if (performance.now() + every > deadline) throw notWithin(within, error);
    }
    await sleep(every);
  }
}

async function orTimeout<T>(attempt: Promise<T>, milliseconds: number): Promise<T> {
  const finished = new AbortController();
  const timeout = sleep(Math.max(milliseconds, 1), undefined, { signal: finished.signal }).then(() => {
    throw new Error('The last attempt did not come to an end.');
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([attempt, timeout]);
  } finally {
    finished.abort();
  }
}

function notWithin(milliseconds: number, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Not within ${milliseconds} ms. The last failure:\n${reason}`, { cause });
}
