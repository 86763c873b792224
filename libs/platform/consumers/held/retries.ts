import { isPassing } from '#platform/database';
import { FeedUnavailable, FeedWentBack } from '#platform/feed';
import { ArchiveUnavailable, LogUnavailable, TooMuchContention } from '#platform/log';
import { NotYetShown } from '../standing/freshness.js';

/** How a failing event is tried again before its stream is parked. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubles from then on. */
  readonly first: number;
  readonly longest: number;
}

export const defaultRetries: RetryPolicy = { attempts: 8, first: 100, longest: 30_000 };

/** The wait after a number of failed attempts: exponential, half of it by chance; undefined when it was the last. */
export function retryAfter({ attempts, first, longest }: RetryPolicy, failed: number): number | undefined {
  if (failed >= attempts) return undefined;
  const full = Math.min(longest, first * 2 ** (failed - 1));
  return full / 2 + Math.random() * (full / 2);
}

/** How often work that lost against another writer is done again at once. */
const contendedAttempts = 5;

/** Does work again at once when it lost against another writer: it then decides on what the winner wrote. */
export async function untilUncontended<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TooMuchContention) || attempt === contendedAttempts) throw error;
    }
  }
}

/** Whether a failure has nothing to do with the event: the database or a feed was away, another writer was faster, or a read model lags. */
export function isNobodysFault(error: unknown): boolean {
  return (
    isPassing(error) ||
    [TooMuchContention, LogUnavailable, ArchiveUnavailable, FeedUnavailable, FeedWentBack, NotYetShown].some(
      (type) => error instanceof type,
    )
  );
}
