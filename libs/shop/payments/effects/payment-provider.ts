import type { Money } from '#platform/core';

export interface Charge {
  readonly idempotencyKey: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly token: string;
}

export interface GiveBack {
  readonly idempotencyKey: string;
  readonly refundId: string;
  /** What the provider called the capture. */
  readonly reference: string;
  readonly amount: Money;
}

export type ChargeOutcome =
  | { readonly outcome: 'captured'; readonly reference: string }
  | { readonly outcome: 'declined'; readonly reason: string };

/** Money that the provider took or gave back. */
export interface Movement {
  readonly kind: 'capture' | 'refund';
  /** What we call it: the payment's id of a capture, the refund's of a refund. */
  readonly id: string;
  /** What the provider calls the capture, of a refund the one it gives back of. */
  readonly reference: string;
  readonly amount: Money;
  /** ISO 8601, by the provider's clock. */
  readonly at: string;
}

/**
 * Takes and gives back money. Any call may be made again with its idempotency key: what was done under a key is never done
 * twice, and a repetition gets the first answer, also after a crash on either side. A decline is an answer; an error means
 * that the outcome is not known yet and the call is to be repeated. Gives up when the signal is aborted. Calls may run side
 * by side, also under one key.
 *
 * The provider keeps our ids with what it does and lists it by them: all that moved at `from` or later and before `to`, each
 * movement once, in no order. What a call was answered for is listed from then on; a decline moved nothing and is not.
 */
export abstract class PaymentProvider {
  abstract charge(charge: Charge, signal: AbortSignal): Promise<ChargeOutcome>;
  abstract giveBack(refund: GiveBack, signal: AbortSignal): Promise<void>;
  abstract movements(from: string, to: string, signal: AbortSignal): Promise<readonly Movement[]>;
}
