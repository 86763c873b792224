import { crashPoint } from '#platform/crash-points';
import { logger } from '#platform/observability';
import { inTime } from '#platform/waiting';
import type { Claim } from './idempotency-store.js';

/** How long an answer waits for being kept, in milliseconds: who asked has waited for it already, and a repeat makes it anew. */
const longest = 5_000;

const log = logger('idempotency');

/**
 * Waits until the answer of a claim is kept, or the claim let go, but not long. Never rejects: the answer goes out in any case, and a
 * claim that could not be settled ends by itself.
 */
export async function settledInTime({ route }: Claim, settling: Promise<void>, patience = longest): Promise<void> {
  const settled = settling.then(
    () => crashPoint('answer-stored'),
    (error: unknown) => log.warn('The answer of a repeatable request could not be kept.', { error, route }),
  );
  await inTime(patience, settled);
}
