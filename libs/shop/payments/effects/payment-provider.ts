import type { Money } from '#platform/core';

export interface Charge {
  readonly idempotencyKey: string;
  readonly amount: Money;
  readonly token: string;
}

export interface GiveBack {
  readonly idempotencyKey: string;
  /** What the provider called the capture. */
  readonly reference: string;
  readonly amount: Money;
}

export type ChargeOutcome =
  | { readonly outcome: 'captured'; readonly reference: string }
  | { readonly outcome: 'declined'; readonly reason: string };

/**
 * Takes and gives back money. Any call may be made again with its idempotency key: what was done under a key is never done
 * twice, and a repetition gets the first answer, also after a crash on either side. A decline is an answer; an error means
 * that the outcome is not known yet and the call is to be repeated. Gives up when the signal is aborted. Calls may run side
 * by side, also under one key.
 */
export abstract class PaymentProvider {
  abstract charge(charge: Charge, signal: AbortSignal): Promise<ChargeOutcome>;
  abstract giveBack(refund: GiveBack, signal: AbortSignal): Promise<void>;
}
