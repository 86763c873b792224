import type { DataSource } from 'typeorm';
import { RowBatch } from '#platform/consumers';
import { dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import type { PaymentEvent } from './domain/payment.events.js';
import { PostgresSandboxLedger } from './effects/postgres-sandbox-ledger.js';
import { SandboxProvider } from './effects/sandbox-provider.js';
import { CreatePaymentsTables1763700000401 } from './migrations/create-payments-tables.js';
import { PrepareReconciliation1763700000402 } from './migrations/prepare-reconciliation.js';
import { PaymentView, PaymentViewProjection } from './projections/payment-view.projection.js';
import { RefundView } from './projections/refund-view.js';
import { ReconcilePayments, ReconcilePaymentsHandler } from './queries/reconcile-payments.query.js';

let context: ContextDatabase;
let database: DataSource;
let provider: SandboxProvider;

beforeAll(async () => {
  const migrations = [CreatePaymentsTables1763700000401, PrepareReconciliation1763700000402];
  context = await openContextDatabase('payments', migrations);
  database = await dataSourceOn(context.database.pool, context.schema, [PaymentView, RefundView]);
  provider = new SandboxProvider(new PostgresSandboxLedger(database));
});
beforeEach(async () => {
  for (const table of ['payment_view', 'refund_view', 'sandbox_provider_ledger'])
    await context.operator.query(`delete from ${context.schema}.${table}`);
});
afterAll(() => context.close());

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const now = () => new Date().toISOString();
const reconcile = (from?: string, to: string | undefined = new Date(Date.now() + 1_000).toISOString()) =>
  new ReconcilePaymentsHandler(database, provider, { now }).execute(new ReconcilePayments(from, to));

type Handlers = Readonly<Record<string, (data: unknown, context: object) => unknown>>;

async function hear(...events: readonly PaymentEvent[]): Promise<void> {
  const { on } = new PaymentViewProjection() as unknown as { readonly on: Handlers };
  const batch = new RowBatch(database);
  for (const { type, data } of events) await on[type]!(data, { rows: batch.rows, event: { version: 1 } });
  await context.database.transaction((transaction) => batch.flush(transaction));
}

/** A payment that both sides know. */
async function paid(paymentId: string, amount: number): Promise<string> {
  const payment = { paymentId, orderId: paymentId, amount: euros(amount) };
  await hear({
    type: 'PaymentStarted',
    data: { ...payment, customerId: 'ada', token: 'tok_ok', attempt: 1, startedAt: now() },
  });
  await provider.charge({ ...payment, idempotencyKey: paymentId, token: 'tok_ok' }, AbortSignal.timeout(1_000));
  const reference = `sandbox-${paymentId}`;
  await hear({ type: 'PaymentCaptured', data: { ...payment, reference, capturedAt: now() } });
  return reference;
}

async function refunded(paymentId: string, refundId: string, part: number): Promise<void> {
  const reference = `sandbox-${paymentId}`;
  const refund = { paymentId, orderId: paymentId, refundId, amount: euros(part) };
  await hear({ type: 'RefundRequested', data: { ...refund, reference, reason: 'broken', requestedAt: now() } });
  await provider.giveBack({ idempotencyKey: refundId, refundId, reference, amount: euros(part) });
  const sums = { refunded: euros(part), captured: euros(part) };
  await hear({ type: 'PaymentRefunded', data: { ...refund, ...sums, refundedAt: now() } });
}

const tamper = (change: string) =>
  context.operator.query(change.replaceAll('ledger', `${context.schema}.sandbox_provider_ledger`));

it('both sides agree on what was taken and given back in parts', async () => {
  await paid('a', 2500);
  await paid('b', 100);
  await refunded('a', 'r1', 1000);
  await refunded('a', 'r2', 1500);
  await provider.charge(
    { idempotencyKey: 'c', paymentId: 'c', amount: euros(5), token: 'tok_declined' },
    AbortSignal.timeout(1_000),
  );
  const [captured, back] = [euros(2600), euros(2500)];
  expect(await reconcile()).toMatchObject({
    differences: [],
    totals: [{ capturedHere: captured, capturedThere: captured, refundedHere: back, refundedThere: back }],
  });
});

it('each difference is found', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await paid(id, 700);
  await refunded('a', 'r', 700);
  await tamper(`update ledger set amount = 701 where key = 'b'`);
  await tamper(`delete from ledger where key in ('c', 'r')`);
  await provider.giveBack({ idempotencyKey: 'x', refundId: 'x', reference: 'sandbox-d', amount: euros(50) });
  const { differences } = await reconcile();
  expect(
    new Set(differences.map(({ what, movement, id, reference }) => [what, movement, id, reference].join(' '))),
  ).toEqual(
    new Set([
      'amount-differs capture b sandbox-b',
      'missing-there capture c ',
      'missing-there refund r sandbox-a',
      'missing-here refund x sandbox-d',
    ]),
  );
});

it('what the provider did long before we noted its answer is no difference', async () => {
  await paid('a', 700);
  await context.operator.query(`update ${context.schema}.payment_view set created_at = created_at - interval '3 days'`);
  await tamper(`update ledger set moved_at = moved_at - interval '3 days'`);
  expect(await reconcile()).toMatchObject({ differences: [], totals: [] });
  const longer = new Date(Date.now() - 4 * 86_400_000).toISOString();
  expect(await reconcile(longer)).toMatchObject({ differences: [], totals: [{ capturedThere: euros(700) }] });
});

it('a provider that cannot be asked is told of', async () => {
  const away = { movements: () => Promise.reject(new Error('connection refused')) } as unknown as SandboxProvider;
  const asked = new ReconcilePaymentsHandler(database, away, { now }).execute(
    new ReconcilePayments(undefined, undefined),
  );
  await expect(asked).rejects.toMatchObject({ code: 'payments.provider-unavailable' });
});

it.each([
  ['2026-02-01', '2026-01-01'],
  ['2026-01-01', '2026-01-01'],
  ['2026-01-01', '2026-02-02'],
])('a period from %s to %s is refused', (from, to) =>
  expect(reconcile(from, to)).rejects.toMatchObject({ code: 'payments.impossible-period' }),
);
