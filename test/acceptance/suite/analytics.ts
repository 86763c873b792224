import { eventually } from '../../support/eventually.js';
import type { RevenueBucket } from '../../drivers/answers.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface Sum {
  readonly orders: number;
  readonly revenue: number;
  readonly refunds: number;
}

// Nobody else sells in this currency while the test runs, so whatever changes is its own doing.
const currency = 'ISK';

export function describeAnalytics(shop: () => ShopUnderTest): void {
  const buckets = async (bucket: string) => {
    const from = new Date(Date.now() - 60 * 60_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    const staff = await shop().staff();
    const answer = await staff.get<{ items: readonly RevenueBucket[] }>(
      `/analytics/revenue?from=${from}&to=${to}&bucket=${bucket}`,
    );
    return expectStatus(answer, 200).items.filter((item) => item.currency === currency);
  };
  const sum = async (bucket: string) => (await buckets(bucket)).reduce(added, { orders: 0, revenue: 0, refunds: 0 });

  it('counts orders, what was taken and what was given back', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ price: { amount: 500, currency } });
    const before = await sum('minute');
    await shopper.orderReadyToGo({ [sku]: 1 });
    const returned = await shopper.orderReadyToGo({ [sku]: 2 });
    expectStatus(await shopper.cancel(returned.orderId), 200);

    const after = { orders: before.orders + 2, revenue: before.revenue + 1500, refunds: before.refunds + 1000 };
    await eventually(async () => expect(await sum('minute')).toEqual(after), { within: 20_000 });
    expect(await sum('hour')).toEqual(expect.objectContaining({ orders: expect.any(Number) }));
  });

  it.each(['minute', 'hour', 'day'])('begins each bucket at the full %s', async (bucket) => {
    for (const { bucket: begin } of await buckets(bucket)) expect(begin).toMatch(fullAt[bucket]!);
  });

  it('refuses a period that ends before it begins, and buckets it does not know', async () => {
    const staff = await shop().staff();
    const backwards = await staff.get('/analytics/revenue?from=2026-02-01&to=2026-01-01');
    expectProblem(backwards, 422, 'analytics.period-backwards');
    expect(fieldsOf(await staff.get('/analytics/revenue?bucket=decade&from=soon'))).toEqual(['bucket', 'from']);
  });
}

const fullAt: Readonly<Record<string, RegExp>> = {
  minute: /T\d\d:\d\d:00\.000Z$/,
  hour: /T\d\d:00:00\.000Z$/,
  day: /T00:00:00\.000Z$/,
};

function added(sum: Sum, { orders, revenue, refunds }: RevenueBucket): Sum {
  return {
    orders: sum.orders + orders,
    revenue: sum.revenue + revenue.amount,
    refunds: sum.refunds + refunds.amount,
  };
}
