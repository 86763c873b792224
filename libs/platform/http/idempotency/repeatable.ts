import { newId } from '#platform/execution';
import { IdempotencyKeyReused, RequestInProgress } from '../refusals.js';
import { idempotencySecret } from '../settings.js';
import { fingerprintOf } from './idempotency-key.js';
import type { Begun, IdempotencyStore, RepeatableRequest } from './idempotency-store.js';

/** The right to run, or the answer of the first run. */
export type BegunOnce = Extract<Begun, { readonly outcome: 'started' | 'done' }>;

/**
 * Begins what shall run once under a key. Throws `IdempotencyKeyReused` when the key was used for something with another
 * content, and `RequestInProgress` while the first still runs.
 */
export async function beginRepeatable(
  store: IdempotencyStore,
  request: RepeatableRequest,
  content: unknown,
): Promise<BegunOnce> {
  const fingerprint = fingerprintOf(idempotencySecret.value, 'POST', request.route, content);
  const begun = await store.begin(request, fingerprint, newId());
  if (begun.outcome === 'mismatch') throw new IdempotencyKeyReused();
  if (begun.outcome === 'running') throw new RequestInProgress({ retryAfter: begun.retryAfter });
  return begun;
}
