import { randomUUID } from 'node:crypto';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { CreatePaymentsTables1763700000401 } from '../migrations/create-payments-tables.js';
import { PrepareReconciliation1763700000402 } from '../migrations/prepare-reconciliation.js';
import { describeProvider } from './conformance/provider.js';
import { PostgresSandboxLedger } from './postgres-sandbox-ledger.js';
import { SandboxProvider } from './sandbox-provider.js';

const migrations = [CreatePaymentsTables1763700000401, PrepareReconciliation1763700000402];

async function ledgerOn({ database, schema }: ContextDatabase): Promise<PostgresSandboxLedger> {
  return new PostgresSandboxLedger(await dataSourceOn(database.pool, schema, []));
}

describeProvider('the sandbox provider', async () => {
  const context = await openContextDatabase('payments', migrations);
  const provider = new SandboxProvider(await ledgerOn(context));
  return { provider, tokens: { good: 'tok_ok', bad: 'tok_declined' }, close: () => context.close() };
});

describe('calls of the sandbox at the same moment', () => {
  const entry = (key: string, subject = 'tok_ok') => {
    return { key, kind: 'charge', ours: key, amount: { amount: 2500, currency: 'EUR' }, subject } as const;
  };
  let context: ContextDatabase;
  let ledger: PostgresSandboxLedger;
  beforeAll(async () => {
    context = await openContextDatabase('payments', migrations);
    ledger = await ledgerOn(context);
  });
  afterAll(() => context.close());

  it('are counted each under its key', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const called = await Promise.all([one, other, one, one].map((key) => ledger.called(entry(key))));
    expect(called.map(({ call }) => call)).toEqual([1, 1, 2, 3]);
    expect(await ledger.called(entry(one))).toEqual({ call: 4, outcome: null });
  });

  it('have the outcome that stands, whoever brought it', async () => {
    const [key, captured] = [randomUUID(), { outcome: 'captured', reference: 'one' } as const];
    await ledger.called(entry(key), captured);
    const later = [ledger.called(entry(key)), ledger.called(entry(key), { ...captured, reference: 'another' })];
    expect((await Promise.all(later)).map(({ outcome }) => outcome)).toEqual([captured, captured]);
  });

  it('fail alone', async () => {
    const keys = [randomUUID(), randomUUID(), randomUUID()];
    const called = await Promise.allSettled(
      keys.map((key, index) => ledger.called(entry(key, index === 1 ? 'tok_\u0000' : 'tok_ok'))),
    );
    expect(called.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await ledger.called(entry(keys[0]!))).toMatchObject({ call: 2 });
  });
});
