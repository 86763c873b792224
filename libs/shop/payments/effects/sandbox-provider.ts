import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Charge, ChargeOutcome, GiveBack } from './payment-provider.js';
import { PaymentProvider } from './payment-provider.js';
import { SandboxLedger } from './sandbox-ledger.js';

type Settle = () => Promise<ChargeOutcome>;
type Behaviour = (settle: Settle, call: number, signal: AbortSignal) => Promise<ChargeOutcome>;

const withToken: Readonly<Record<string, Behaviour>> = {
  tok_ok: (settle) => settle(),
  tok_slow: async (settle, _, signal) => {
    await pause(2_000, undefined, { signal });
    return settle();
  },
  tok_flaky: async (settle, call) => {
    if (call <= 2) throw new Error('sandbox provider: connection reset');
    return settle();
  },
  tok_timeout: async (settle, _, signal) => {
    await settle();
    return pause(2 ** 30, undefined as never, { signal });
  },
};

const declined = (reason: string): ChargeOutcome => ({ outcome: 'declined', reason });

/** A payment provider that runs in the process and behaves by token. It moves no money. */
@Injectable()
export class SandboxProvider extends PaymentProvider {
  constructor(private readonly ledger: SandboxLedger) {
    super();
  }

  async charge({ idempotencyKey: key, amount, token }: Charge, signal: AbortSignal) {
    const { call, outcome } = await this.ledger.called({ key, kind: 'charge', amount, subject: token });
    if (outcome) return outcome;
    if (token === 'tok_declined') return this.ledger.settle(key, declined('card declined'));
    const behaviour = Object.hasOwn(withToken, token) ? withToken[token] : undefined;
    if (behaviour === undefined) return this.ledger.settle(key, declined('unknown token'));
    return behaviour(() => this.capture(key), call, signal);
  }

  async giveBack({ idempotencyKey: key, reference, amount }: GiveBack) {
    await this.ledger.called({ key, kind: 'refund', amount, subject: reference });
    await this.capture(key);
  }

  private capture(key: string): Promise<ChargeOutcome> {
    return this.ledger.settle(key, { outcome: 'captured', reference: `sandbox-${key}` });
  }
}
