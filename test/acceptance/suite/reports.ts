import { eventually } from '../../support/eventually.js';
import type { Money, OrderLine } from '../../drivers/answers.js';
import { expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import { publishedBy } from '../../drivers/published.js';
import { data } from '../../drivers/graphql.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface Fact {
  readonly type: string;
  readonly data: Readonly<Record<string, string>> & { readonly lines: readonly OrderLine[] };
}

interface BestSeller {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly revenue: Money;
}

interface Funnel {
  readonly placed: number;
  readonly cancelledByReason: readonly { readonly reason: string; readonly orders: number }[];
  readonly placedToPaid: { readonly median: number; readonly p95: number } | null;
}

const patience = { within: 20_000, every: 100 };

export function describeReports(shop: () => ShopUnderTest): void {
  const published = (context: string) => publishedBy<Fact>(shop(), context);
  const bestSellers = async (query: string) => {
    const staff = await shop().staff();
    return expectStatus(await staff.get<{ items: readonly BestSeller[] }>(`/analytics/products?${query}`), 200).items;
  };
  const lastHour = () => `from=${new Date(Date.now() - 3_600_000).toISOString()}`;
  const soon = () => new Date(Date.now() + 60_000).toISOString();

  it('have a funnel that agrees with what the contexts have published', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells({ stock: 4 });
    const [delivered, cancelled] = [
      await shopper.orderReadyToGo({ [sku]: 1 }),
      await shopper.orderReadyToGo({ [sku]: 1 }),
    ];
    expectStatus(await staff.dispatch(delivered.shipment!.shipmentId), 200);
    expectStatus(await staff.deliver(delivered.shipment!.shipmentId), 200);
    expectStatus(await shopper.cancel(cancelled.orderId, 'too late for the party'), 200);
    await shopper.seesStatus((await shopper.placed({ [sku]: 5 })).orderId, 'rejected');
    await shopper.seesStatus(delivered.orderId, 'completed');

    const period = `from=${new Date(Date.now() - 600_000).toISOString()}&to=${soon()}`;
    await eventually(async () => {
      const funnel = expectStatus(await staff.get<Funnel>(`/analytics/funnel?${period}`), 200);
      expect(funnel).toMatchObject(
        recounted(period, await published('orders'), await published('shipping'), await published('users')),
      );
      expect(funnel.cancelledByReason).toContainEqual({ reason: 'too late for the party', orders: expect.any(Number) });
      expect(funnel.placedToPaid!.p95).toBeGreaterThanOrEqual(funnel.placedToPaid!.median);
    }, patience);
  });

  it('list the best sellers by what was taken and by pieces, without what was cancelled or came back', async () => {
    const { staff, shopper } = await shop().people();
    const cheap = await staff.sells({ price: { amount: 1, currency: 'XTS' }, title: 'Pin', stock: 1_000_000 });
    const dear = await staff.sells({ price: { amount: 90_000_000, currency: 'XTS' }, title: 'Yacht' });
    await shopper.orderReadyToGo({ [cheap]: 1000, [dear]: 1 });
    const { orderId } = await shopper.orderReadyToGo({ [dear]: 1 });
    expectStatus(await shopper.cancel(orderId), 200);
    const { shipment } = await shopper.orderReadyToGo({ [cheap]: 3, [dear]: 1 });
    expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
    expectStatus(await staff.takeBack(shipment!.shipmentId, 1), 202);

    const own = (items: readonly BestSeller[]) => items.filter(({ sku }) => sku === cheap || sku === dear);
    const pins = { sku: cheap, title: 'Pin', quantity: 1000, revenue: { amount: 1000, currency: 'XTS' } };
    const yachts = { sku: dear, title: 'Yacht', quantity: 1, revenue: { amount: 90_000_000, currency: 'XTS' } };
    await eventually(async () => {
      expect(own(await bestSellers(`${lastHour()}&sort=revenue&limit=100`))[0]).toEqual(yachts);
      expect(own(await bestSellers(`${lastHour()}&sort=quantity&limit=100`))[0]).toEqual(pins);
    }, patience);
    const began = `from=${new Date(Date.now() - 600_000).toISOString()}&to=${soon()}`;
    await eventually(async () => {
      const told = (await bestSellers(`${began}&limit=100`)).map(({ title: _, ...sold }) => sold);
      expect(told).toEqual(bestOf(began, await published('orders')).slice(0, 100));
    }, patience);
    expect(await bestSellers(`${lastHour()}&limit=1`)).toHaveLength(1);
    expect(await bestSellers('from=2001-01-01&to=2001-01-02')).toEqual([]);
  });

  it('are told over GraphQL as well', async () => {
    const staff = await shop().staff();
    const asking = `{
      bestSellers(sort: QUANTITY, limit: 2) { sku title quantity revenue { amount currency } }
      funnel { registered placed rejected paid cancelled cancelledByReason { reason orders } shipped delivered
        placedToPaid { median p95 } paidToShipped { median p95 } shippedToDelivered { median p95 } }
    }`;
    const told = await data<{ bestSellers: readonly BestSeller[]; funnel: Funnel }>(staff, asking);
    expect(told.bestSellers.length).toBeLessThanOrEqual(2);
    expect(told.funnel).toMatchObject({ placed: expect.any(Number) });
  });

  it.each([
    ['revenue', 'bucket,currency,orders,revenue,refunds'],
    ['products', 'sku,title,quantity,revenue,currency'],
    ['funnel', 'figure,of,value'],
  ])('are given as CSV: %s', async (report, columns) => {
    const staff = await shop().staff();
    const answer = await staff.get<string>(`/analytics/${report}`, { accept: 'text/csv' });
    expect(expectStatus(answer, 200).split('\r\n')[0]).toBe(columns);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expectProblem(await staff.get(`/analytics/${report}`, { accept: 'text/html' }), 406, 'http.not-acceptable');
  });

  it('refuse what they do not know', async () => {
    const staff = await shop().staff();
    expect(fieldsOf(await staff.get('/analytics/products?sort=colour&limit=0&from=soon'))).toEqual([
      'from',
      'limit',
      'sort',
    ]);
    expect(fieldsOf(await staff.get('/analytics/funnel?bucket=day&to=12:00'))).toEqual(['bucket', 'to']);
  });
}

/** The funnel of a period as the facts have it. */
function recounted(
  period: string,
  orders: readonly Fact[],
  shipping: readonly Fact[],
  users: readonly Fact[],
): Readonly<Record<string, number>> {
  const [from, to] = ['from', 'to'].map((end) => new URLSearchParams(period).get(end)!);
  const within = (time: string | undefined) => time !== undefined && time >= from! && time < to!;
  const placed = new Set(
    orders.filter(({ type, data }) => type.endsWith('order-placed.v1') && within(data['placedAt'])).map(orderOf),
  );
  const how = (facts: readonly Fact[], name: string) =>
    facts.filter((fact) => fact.type.includes(name) && placed.has(orderOf(fact))).length;
  const registered = users.filter(
    ({ type, data }) => type.endsWith('user-registered.v1') && data['registeredAt']! >= fullMinute(from!),
  );
  return {
    registered: registered.length,
    placed: placed.size,
    paid: how(orders, 'order-paid'),
    cancelled: how(orders, 'order-cancelled'),
    shipped: how(shipping, 'shipment-dispatched'),
    delivered: how(shipping, 'shipment-delivered'),
  };
}

const orderOf = ({ data }: Fact) => data['orderId']!;

/** The best sellers of a period, as the facts have it: what was paid for, is not cancelled and has not come back, by product and currency. */
function bestOf(period: string, orders: readonly Fact[]): readonly Omit<BestSeller, 'title'>[] {
  const [from, to] = ['from', 'to'].map((end) => new URLSearchParams(period).get(end)!);
  const cancelled = new Set(orders.filter(({ type }) => type.includes('order-cancelled')).map(orderOf));
  const paid = orders.filter(
    ({ type, data: { paidAt } }) => type.includes('order-paid') && paidAt! >= fullMinute(from!) && paidAt! < to!,
  );
  const sums = new Map<string, Omit<BestSeller, 'title'>>();
  const kept = paid.filter((fact) => !cancelled.has(orderOf(fact)));
  const keptOrders = new Set(kept.map(orderOf));
  const back = orders
    .filter((fact) => fact.type.includes('goods-returned') && keptOrders.has(orderOf(fact)))
    .flatMap(({ data }) => data.lines.map((line) => ({ ...line, quantity: -line.quantity })));
  for (const {
    sku,
    quantity,
    unitPrice: { amount, currency },
  } of [...kept.flatMap(({ data }) => data.lines), ...back]) {
    const before = sums.get(`${sku} ${currency}`);
    const revenue = { amount: (before?.revenue.amount ?? 0) + quantity * amount, currency };
    sums.set(`${sku} ${currency}`, { sku, quantity: (before?.quantity ?? 0) + quantity, revenue });
  }
  return [...sums.values()]
    .filter(({ quantity }) => quantity > 0)
    .toSorted((one, other) => other.revenue.amount - one.revenue.amount || compare(one.sku, other.sku));
}

const fullMinute = (time: string) => `${time.slice(0, 16)}:00.000Z`;
const compare = (one: string, other: string) => (one < other ? -1 : 1);
