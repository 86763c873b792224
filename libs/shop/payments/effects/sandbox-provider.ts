import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Charge, ChargeOutcome, GiveBack } from './payment-provider.js';
import { PaymentProvider } from './payment-provider.js';
import { SandboxLedger } from './sandbox-ledger.js';

const declined = (reason: string): ChargeOutcome => ({ outcome: 'declined', reason });
const captured = (key: string): ChargeOutcome => ({ outcome: 'captured', reference: `sandbox-${key}` });

interface Call {
  /** What the charge comes to; noted under its key. */
  readonly settle: () => Promise<ChargeOutcome>;
  /** Which call under its key it is. */
  readonly nth: number;
  readonly signal: AbortSignal;
}

/** The tokens whose outcome is known at once. */
const atOnce: Readonly<Record<string, (key: string) => ChargeOutcome>> = {
  tok_ok: captured,
  tok_timeout: captured,
  tok_declined: () => declined('card declined'),
};

/** The tokens that make trouble before they answer. */
const withTrouble: Readonly<Record<string, (call: Call) => Promise<ChargeOutcome>>> = {
  tok_slow: async ({ settle, signal }) => {
    await pause(2_000, undefined, { signal });
    return settle();
  },
  tok_flaky: async ({ settle, nth }) => {
    if (nth <= 2) throw new Error('sandbox provider: connection reset');
    return settle();
  },
};

/** A payment provider that runs in the process and behaves by token. It moves no money. */
@Injectable()
export class SandboxProvider extends PaymentProvider {
  constructor(private readonly ledger: SandboxLedger) {
    super();
  }

  async charge({ idempotencyKey: key, paymentId: ours, amount, token }: Charge, signal: AbortSignal) {
    const entry = { key, kind: 'charge', ours, amount, subject: token } as const;
    const trouble = own(withTrouble, token);
    const { call, outcome } = await this.ledger.called(entry, trouble ? undefined : outcomeOf(token, key));
    if (token === 'tok_timeout' && call === 1) return pause(2 ** 30, undefined as never, { signal });
    return outcome ?? trouble!({ settle: () => this.ledger.settle(key, captured(key)), nth: call, signal });
  }

  async giveBack({ idempotencyKey: key, refundId: ours, reference, amount }: GiveBack) {
    await this.ledger.called({ key, kind: 'refund', ours, amount, subject: reference }, captured(key));
  }

  movements(from: string, to: string) {
    return this.ledger.moved(from, to);
  }
}

function outcomeOf(token: string, key: string): ChargeOutcome {
  return own(atOnce, token)?.(key) ?? declined('unknown token');
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
