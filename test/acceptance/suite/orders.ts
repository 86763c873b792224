import type { Order, Page } from '../../drivers/answers.js';
import { type Caller, expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import { orderOf } from '../../drivers/shopper.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeOrders(shop: () => ShopUnderTest): void {
  it('tells where the order is found', async () => {
    const { staff, shopper } = await shop().people();
    const answer = await shopper.place({ [await staff.sells()]: 1 });
    expect(answer.headers.get('location')).toBe(`/orders/${answer.body.orderId}`);
  });

  it('refuses a product that does not exist', async () => {
    const shopper = await shop().shopper();
    expectProblem(await shopper.place({ 'no-such-thing': 1 }), 409, 'orders.product-not-orderable');
  });

  it('lists every field that is not as it should be', async () => {
    const shopper = await shop().shopper();
    const lines = [{ sku: 'mug', quantity: 0 }, { sku: 'mug' }];
    const answer = await shopper.post('/orders', { lines, payment: {} });
    const wrong = ['lines.0.quantity', 'lines.1.quantity', 'payment.token', 'shippingAddress'];
    expect(fieldsOf(answer)).toEqual(wrong);
    expect(fieldsOf(await shopper.place({}))).toEqual(['lines']);
  });

  it('does not let customers name the price', async () => {
    const shopper = await shop().shopper();
    const total = { amount: 1, currency: 'EUR' };
    const { lines, ...order } = orderOf({ mug: 1 });
    const answer = await shopper.post('/orders', {
      ...order,
      lines: lines.map((line) => ({ ...line, price: 1 })),
      total,
    });
    expect(fieldsOf(answer)).toEqual(['lines.0.price', 'total']);
  });

  it('shows an order to its customer and to staff, and to nobody else', async () => {
    const { staff, shopper, seen } = await shop().people();
    const stranger = await shop().shopper(seen);
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 });
    expect(expectStatus(await staff.get(`/orders/${orderId}`), 200)).toMatchObject({ customerId: shopper.userId });
    expectProblem(await stranger.get(`/orders/${orderId}`), 404, 'orders.not-found');
    expectProblem(await stranger.cancel(orderId), 404, 'orders.not-found');
    expectProblem(await stranger.pay(orderId, 'tok_ok'), 404, 'orders.not-found');
    await shopper.seesShipment(orderId, 'prepared');
    expect(await stranger.payments(orderId)).toEqual([]);
    expect(await stranger.shipments(orderId)).toEqual([]);
  });

  it('shows a payment and a shipment to their customer, and to no other', async () => {
    const { staff, shopper, seen } = await shop().people();
    const stranger = await shop().shopper(seen);
    const { orderId, payment, shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    expect(await shopper.shipments(orderId)).toMatchObject([{ shipmentId: shipment!.shipmentId, status: 'prepared' }]);
    expectStatus(await shopper.get(`/payments/${payment!.paymentId}`), 200);
    expectProblem(await stranger.get(`/payments/${payment!.paymentId}`), 404, 'payments.not-found');
  });

  it('lists the own orders, newest first, page by page', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const placed: string[] = [];
    for (let order = 0; order < 5; order += 1) placed.push((await shopper.placed({ [sku]: 1 })).orderId);
    const pages = await pagesOf(shopper, '/orders?limit=2');
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(placed.toReversed());
  });

  it('lists the orders of one status', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const [paid, declined] = [await shopper.placed({ [sku]: 1 }), await shopper.placed({ [sku]: 1 }, 'tok_declined')];
    await shopper.seesStatus(paid.orderId, 'paid');
    await shopper.seesDecline(declined.orderId);
    expect((await pagesOf(shopper, '/orders?status=paid')).flat()).toEqual([paid.orderId]);
    expect((await pagesOf(shopper, '/orders?status=awaiting-payment')).flat()).toEqual([declined.orderId]);
    expect((await pagesOf(shopper, '/orders?status=completed')).flat()).toEqual([]);
    expect(fieldsOf(await shopper.get('/orders?status=lost'))).toEqual(['status']);
  });

  it('lets staff look for orders by customer, status and time', async () => {
    const { staff, shopper } = await shop().people();
    const sku = await staff.sells();
    const placed: Order[] = [];
    for (const token of ['tok_ok', 'tok_declined', 'tok_ok']) {
      const { orderId } = await shopper.placed({ [sku]: 1 }, token);
      placed.push(await shopper.order(orderId));
    }
    const [first, second, third] = placed.map(({ orderId }) => orderId);
    await shopper.seesDecline(second!);
    await shopper.seesStatus(third!, 'paid');
    const found = async (query: string) =>
      (await pagesOf(staff, `/orders?customerId=${shopper.userId}${query}`)).flat();
    expect(await found('')).toEqual([third, second, first]);
    expect(await found('&status=awaiting-payment')).toEqual([second]);
    const [, from, to] = placed.map(({ placedAt }) => placedAt);
    expect(await found(`&from=${from}&to=${to}`)).toEqual([second]);
    expect(await found('&to=2001-01-01')).toEqual([]);
    expect(fieldsOf(await staff.get('/orders?customerId=ada&from=soon&to=2001-01-01T00:00'))).toEqual([
      'customerId',
      'from',
      'to',
    ]);
  });

  it('does not let customers look for the orders of others', async () => {
    const { staff, shopper, seen } = await shop().people();
    const stranger = await shop().shopper(seen);
    await shopper.placed({ [await staff.sells()]: 1 });
    expect(await pagesOf(stranger, `/orders?customerId=${shopper.userId}`)).toEqual([[]]);
  });

  it('knows no order by an id that nobody gave', async () => {
    const shopper = await shop().shopper();
    expectProblem(await shopper.get('/orders/01990000-0000-7000-8000-000000000000'), 404, 'orders.not-found');
    expectProblem(await shopper.get('/orders/mine'), 404, 'orders.not-found');
  });
}

/** The order ids of each page. */
async function pagesOf(caller: Caller, path: string): Promise<string[][]> {
  const { headers, body } = await caller.get<Page<Order>>(path);
  const link = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
  expect(link === undefined).toBe(body.next === null);
  const ids = body.items.map(({ orderId }) => orderId);
  return link === undefined ? [ids] : [ids, ...(await pagesOf(caller, link))];
}
