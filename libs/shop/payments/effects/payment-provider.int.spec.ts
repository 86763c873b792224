import { dataSourceOn } from '#platform/database';
import { openContextDatabase } from '#test/context-database';
import { CreatePaymentsTables1763700000401 } from '../migrations/create-payments-tables.js';
import { PrepareReconciliation1763700000402 } from '../migrations/prepare-reconciliation.js';
import { describeProvider } from './conformance/provider.js';
import { PostgresSandboxLedger } from './postgres-sandbox-ledger.js';
import { SandboxProvider } from './sandbox-provider.js';

describeProvider('the sandbox provider', async () => {
  const migrations = [CreatePaymentsTables1763700000401, PrepareReconciliation1763700000402];
  const context = await openContextDatabase('payments', migrations);
  const database = await dataSourceOn(context.database.pool, context.schema, []);
  const provider = new SandboxProvider(new PostgresSandboxLedger(database));
  return { provider, tokens: { good: 'tok_ok', bad: 'tok_declined' }, close: () => context.close() };
});
