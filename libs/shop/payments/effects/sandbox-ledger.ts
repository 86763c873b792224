import type { Money } from '#platform/core';
import type { ChargeOutcome, Movement } from './payment-provider.js';

export interface LedgerEntry {
  readonly key: string;
  readonly kind: 'charge' | 'refund';
  /** What the caller calls it. */
  readonly ours: string;
  readonly amount: Money;
  /** The token charged or the reference given back. */
  readonly subject: string;
}

/** What the sandbox provider remembers, for ever and across crashes, by idempotency key. Safe to call side by side. */
export abstract class SandboxLedger {
  /** Counts one more call under the key and settles it when its outcome is given; returns which call it is, and the outcome that stands. */
  abstract called(
    entry: LedgerEntry,
    outcome?: ChargeOutcome,
  ): Promise<{ readonly call: number; readonly outcome: ChargeOutcome | null }>;
  /** Notes the outcome of a key, unless it has one; returns the one that stands. */
  abstract settle(key: string, outcome: ChargeOutcome): Promise<ChargeOutcome>;
  /** What was captured and given back at `from` or later and before `to`. */
  abstract moved(from: string, to: string): Promise<readonly Movement[]>;
}
