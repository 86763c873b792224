import type { ChargeOutcome } from './payment-provider.js';
import type { LedgerEntry } from './sandbox-ledger.js';
import { SandboxLedger } from './sandbox-ledger.js';
import { SandboxProvider } from './sandbox-provider.js';

class LedgerInMemory extends SandboxLedger {
  private readonly calls = new Map<string, number>();
  readonly outcomes = new Map<string, ChargeOutcome>();

  async called({ key }: LedgerEntry, outcome?: ChargeOutcome) {
    const call = (this.calls.get(key) ?? 0) + 1;
    this.calls.set(key, call);
    return { call, outcome: outcome ? await this.settle(key, outcome) : (this.outcomes.get(key) ?? null) };
  }

  async moved() {
    return [];
  }

  async settle(key: string, outcome: ChargeOutcome) {
    const standing = this.outcomes.get(key) ?? outcome;
    this.outcomes.set(key, standing);
    return standing;
  }
}

const ledger = new LedgerInMemory();
const provider = new SandboxProvider(ledger);
const amount = { amount: 2500, currency: 'EUR' };

const charge = (idempotencyKey: string, token: string, signal = AbortSignal.timeout(5_000)) =>
  provider.charge({ idempotencyKey, paymentId: 'a', amount, token }, signal);

describe('the sandbox provider', () => {
  it('captures tok_ok', async () =>
    expect(await charge('ok', 'tok_ok')).toEqual({ outcome: 'captured', reference: 'sandbox-ok' }));

  it('declines tok_declined', async () =>
    expect(await charge('declined', 'tok_declined')).toEqual({ outcome: 'declined', reason: 'card declined' }));

  it.each(['tok_whatever', 'constructor', ''])('declines the token "%s", which it does not know', async (token) =>
    expect(await charge(`unknown ${token}`, token)).toEqual({ outcome: 'declined', reason: 'unknown token' }),
  );

  it('answers tok_slow after two seconds', async () => {
    const before = performance.now();
    expect(await charge('slow', 'tok_slow')).toMatchObject({ outcome: 'captured' });
    expect(performance.now() - before).toBeGreaterThan(1_990);
  });

  it('fails twice with tok_flaky, then captures', async () => {
    await expect(charge('flaky', 'tok_flaky')).rejects.toThrow('connection reset');
    await expect(charge('flaky', 'tok_flaky')).rejects.toThrow('connection reset');
    expect(await charge('flaky', 'tok_flaky')).toMatchObject({ outcome: 'captured' });
  });

  it('loses the answer of tok_timeout, and has it at the next call', async () => {
    await expect(charge('timeout', 'tok_timeout', AbortSignal.timeout(20))).rejects.toThrow('aborted');
    expect(ledger.outcomes.get('timeout')).toMatchObject({ outcome: 'captured' });
    expect(await charge('timeout', 'tok_timeout')).toEqual(ledger.outcomes.get('timeout'));
  });

  it('gives the first answer again under one key', async () => {
    const first = await charge('again', 'tok_ok');
    expect(await charge('again', 'tok_declined')).toEqual(first);
  });

  it('gives back once under one key', async () => {
    const refund = { idempotencyKey: 'refund', refundId: 'r', reference: 'sandbox-ok', amount };
    await provider.giveBack(refund);
    await provider.giveBack(refund);
    expect([...ledger.outcomes.keys()].filter((key) => key === 'refund')).toHaveLength(1);
  });
});
