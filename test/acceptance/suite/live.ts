import { eventually } from '../../support/eventually.js';
import type { Money } from '../../drivers/answers.js';
import { expectProblem, expectStatus } from '../../drivers/caller.js';
import { data } from '../../drivers/graphql.js';
import { publishedBy } from '../../drivers/published.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface Window {
  readonly from: string;
  readonly to: string;
  readonly sums: readonly {
    readonly currency: string;
    readonly orders: number;
    readonly revenue: Money;
    readonly refunds: Money;
  }[];
}
type Live = Readonly<Record<(typeof windows)[number], Window>>;

interface Fact {
  readonly type: string;
  readonly data: { readonly [time: string]: unknown; readonly amount: Money };
}

const windows = ['minute', 'previousMinute', 'hour', 'previousHour', 'last5Minutes', 'last60Minutes'] as const;
const patience = { within: 20_000, every: 100 };

export function describeLive(shop: () => ShopUnderTest): void {
  it('is told to staff as it changes, as a recount of what the contexts have published', async () => {
    const { staff, shopper } = await shop().people();
    const live = await staff.listen<Live>('/analytics/live');
    const sku = await staff.sells({ price: { amount: 700, currency: 'XAU' } });
    const returned = await shopper.orderReadyToGo({ [sku]: 3 });
    expectStatus(await shopper.cancel(returned.orderId), 200);
    await eventually(async () => {
      const facts = [...(await publishedBy<Fact>(shop(), 'orders')), ...(await publishedBy<Fact>(shop(), 'payments'))];
      const { id, data: told } = live.received.at(-1)!;
      expect(id).toMatch(/^orders:\d+,payments:\d+$/);
      expect(told.last60Minutes.sums.find(({ currency }) => currency === 'XAU')?.refunds.amount).toBeGreaterThan(0);
      for (const name of windows) expect(told[name].sums).toEqual(recounted(facts, told[name]));
    }, patience);
    await live.cut();
  });

  it('begins with the present for whoever comes back, and is there over GraphQL', async () => {
    const staff = await shop().staff();
    const before = await staff.listen<Live>('/analytics/live');
    const { id } = await before.sees(() => true);
    await before.cut();
    const after = await staff.listen<Live>('/analytics/live', { 'last-event-id': id! });
    expect(Object.keys((await after.sees(() => true)).data)).toEqual(windows);
    await after.cut();
    const fields = windows.map(
      (name) => `${name} { from to sums { currency orders revenue { amount currency } refunds { amount } } }`,
    );
    const { liveFigures } = await data<{ liveFigures: Live }>(staff, `{ liveFigures { ${fields.join(' ')} } }`);
    expect(Object.keys(liveFigures)).toEqual(windows);
  });

  it('is no business of customers', async () => {
    const { shopper } = await shop().people();
    const events = { accept: 'text/event-stream' };
    expectProblem(await shopper.get('/analytics/live', events), 403, 'security.not-allowed');
  });
}

/** What facts say of a window. */
function recounted(facts: readonly Fact[], { from, to }: Window): Window['sums'] {
  const sums = new Map<string, { orders: number; revenue: number; refunds: number }>();
  for (const { type, data } of facts) {
    const [, counts, time] = counted.find(([name]) => type === name) ?? [];
    const at = time && String(data[time]);
    if (counts === undefined || at === undefined || at < from || at >= to) continue;
    const { amount, currency } = data.amount;
    const sum = sums.get(currency) ?? { orders: 0, revenue: 0, refunds: 0 };
    sums.set(currency, { ...sum, [counts]: sum[counts] + (counts === 'orders' ? 1 : amount) });
  }
  const inOrder = [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return inOrder.map(([currency, { orders, revenue, refunds }]) => ({
    currency,
    orders,
    revenue: { amount: revenue, currency },
    refunds: { amount: refunds, currency },
  }));
}

const counted = [
  ['orders.order-paid.v1', 'orders', 'paidAt'],
  ['payments.payment-captured.v1', 'revenue', 'capturedAt'],
  ['payments.payment-refunded.v1', 'refunds', 'refundedAt'],
] as const;
