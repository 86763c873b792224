import { randomUUID } from 'node:crypto';
import {
  type Begun,
  type Claim,
  IdempotencyStore,
  type RepeatableRequest,
  type StoredAnswer,
} from './idempotency-store.js';

interface Kept {
  readonly fingerprint: string;
  readonly commandId: string;
  readonly claim: Claim;
  readonly state: 'running' | 'free' | StoredAnswer;
}

/** A store that lasts as long as its process: for tests. Claims do not run out. */
export class MemoryIdempotencyStore extends IdempotencyStore {
  private readonly kept = new Map<string, Kept>();

  async begin(request: RepeatableRequest, fingerprint: string, newCommandId: string): Promise<Begun> {
    const known = this.kept.get(keyOf(request));
    if (known !== undefined && known.fingerprint !== fingerprint) return { outcome: 'mismatch' };
    if (known?.state === 'running') return { outcome: 'running', retryAfter: 1 };
    if (typeof known?.state === 'object') return { outcome: 'done', answer: known.state };
    const claim = { ...request, attempt: randomUUID() };
    const commandId = known?.commandId ?? newCommandId;
    this.kept.set(keyOf(request), { fingerprint, commandId, claim, state: 'running' });
    return { outcome: 'started', commandId, claim };
  }

  async complete(claim: Claim, answer: StoredAnswer): Promise<void> {
    this.settle(claim, answer);
  }

  async release(claim: Claim): Promise<void> {
    this.settle(claim, 'free');
  }

  async removeExpired(): Promise<number> {
    return 0;
  }

  private settle(claim: Claim, state: Kept['state']): void {
    const known = this.kept.get(keyOf(claim));
    if (known?.claim.attempt === claim.attempt) this.kept.set(keyOf(claim), { ...known, state });
  }
}

function keyOf({ caller, route, key }: RepeatableRequest): string {
  return [caller, route, key].join('\n');
}
