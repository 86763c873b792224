import { eventually } from '#test/eventually';
import type { Caller, Shop } from './shop-in-process.js';
import { openShop, placed, placing, price } from './shop-in-process.js';

let shop: Shop;
let customer: Caller;

beforeAll(async () => {
  shop = await openShop();
  customer = await shop.customer();
}, 60_000);
afterAll(() => shop.close());

const stockOf = async (sku: string) =>
  (await shop.staff.request('GET', `/products/${sku}`)).json<{ stock: number; reserved: number; sold: number }>();

describe('an order', () => {
  it('goes from the shelf to the door', async () => {
    const mug = await shop.product(5);
    const answer = await placing(customer, mug, { quantity: 2 });
    const { orderId } = answer.json<{ orderId: string }>();
    expect([answer.statusCode, answer.headers['location'], answer.json()]).toEqual([
      201,
      `/orders/${orderId}`,
      { orderId, status: 'placed', total: { amount: 2500, currency: 'EUR' } },
    ]);
    const { shipment } = await customer.orderBecoming(orderId, { status: 'paid', shipment: { status: 'prepared' } });
    const { shipmentId } = shipment!;
    const early = await shop.staff.request('POST', `/shipments/${shipmentId}/delivery`);
    expect([early.statusCode, early.json()]).toMatchObject([409, { code: 'shipping.not-dispatched' }]);
    const handover = { carrier: 'DHL', trackingNumber: 'T-1' };
    expect((await shop.staff.request('POST', `/shipments/${shipmentId}/dispatch`, handover)).statusCode).toBe(200);
    await customer.orderBecoming(orderId, { status: 'shipped', shipment: { status: 'dispatched', ...handover } });
    await eventually(async () => expect(await stockOf(mug.sku)).toMatchObject({ stock: 3, reserved: 0, sold: 2 }));
    const late = await customer.request('POST', `/orders/${orderId}/cancellation`, { reason: 'too late' });
    expect([late.statusCode, late.json()]).toMatchObject([409, { code: 'orders.already-dispatched' }]);
    expect((await shop.staff.request('POST', `/shipments/${shipmentId}/delivery`)).statusCode).toBe(200);
    const completed = await customer.orderBecoming(orderId, {
      status: 'completed',
      lines: [{ sku: mug.sku, title: 'Mug', quantity: 2, unitPrice: price }],
      payment: { status: 'captured', amount: { amount: 2500, currency: 'EUR' }, attempts: 1 },
      shipment: { status: 'delivered' },
    });
    expect(completed.history.map(({ what }) => what)).toEqual([
      'order-placed',
      'payment-requested',
      'order-paid',
      'shipment-prepared',
      'order-shipped',
      'order-completed',
    ]);
  });

  it('is rejected as a whole when one product is short', async () => {
    const [mug, book] = [await shop.product(5), await shop.product(0, { title: 'Book' })];
    const order = {
      lines: [mug, book].map(({ sku }) => ({ sku, quantity: 1 })),
      shippingAddress: { city: 'Bonn' },
      payment: { token: 'tok_ok' },
    };
    const answer = await customer.request('POST', '/orders', order, book.seen);
    await customer.orderBecoming(answer.json<{ orderId: string }>().orderId, { status: 'rejected', payment: null });
    expect(await stockOf(mug.sku)).toMatchObject({ stock: 5, reserved: 0 });
  });

  it('never sells what is not there, however many ask at once', async () => {
    const mug = await shop.product(3);
    const orders = await Promise.all(Array.from({ length: 8 }, () => placed(customer, mug)));
    const done = await eventually(async () => {
      const statuses = await Promise.all(orders.map(async (orderId) => (await customer.order(orderId)).status));
      expect(statuses.filter((status) => !['paid', 'rejected'].includes(status))).toEqual([]);
      return statuses;
    });
    expect(done.filter((status) => status === 'paid')).toHaveLength(3);
    expect(await stockOf(mug.sku)).toMatchObject({ stock: 0, reserved: 3 });
  });

  it('is of listed products only', async () => {
    const mug = await shop.product(5);
    const delisted = await shop.staff.request('DELETE', `/products/${mug.sku}/listing`);
    const seen = { 'consistency-token': String(delisted.headers['consistency-token']) };
    const answer = await placing(customer, { sku: mug.sku, seen });
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'orders.product-not-orderable' }]);
  });

  it('is nobody else’s business', async () => {
    const orderId = await placed(customer, await shop.product(5));
    const stranger = await shop.customer();
    await customer.orderBecoming(orderId, { status: 'paid' });
    const { payment } = await customer.order(orderId);
    const asked = [`/orders/${orderId}`, `/payments/${payment!.paymentId}`, '/orders/nonsense'];
    const answers = await Promise.all(asked.map((url) => stranger.request('GET', url)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    const cancelled = await stranger.request('POST', `/orders/${orderId}/cancellation`, { reason: 'mine now' });
    expect([cancelled.statusCode, cancelled.json()]).toMatchObject([404, { code: 'orders.not-found' }]);
    expect((await shop.staff.request('GET', `/orders/${orderId}`)).statusCode).toBe(200);
  });

  it('names every field that is wrong', async () => {
    const answer = await customer.request('POST', '/orders', { lines: [{ sku: 'mug', quantity: 0 }] });
    expect(answer.statusCode).toBe(422);
    const fields = answer.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['lines.0.quantity', 'shippingAddress', 'payment']));
  });

  it('is found in lists, page by page', async () => {
    const lister = await shop.customer();
    const mug = await shop.product(5);
    const orders = [await placed(lister, mug), await placed(lister, mug), await placed(lister, mug)];
    const page = async (after: string) => (await lister.request('GET', `/orders?limit=2${after}`)).json();
    await eventually(async () => expect((await lister.request('GET', '/orders')).json().items).toHaveLength(3));
    const first = await page('');
    const second = await page(`&after=${first.next}`);
    const ids = [...first.items, ...second.items].map(({ orderId }: { orderId: string }) => orderId);
    expect([ids, second.next]).toEqual([orders.toReversed(), null]);
  });
});

describe('a payment', () => {
  it('may be tried again after a decline', async () => {
    const orderId = await placed(customer, await shop.product(5), { token: 'tok_declined' });
    await customer.orderBecoming(orderId, { status: 'awaiting-payment', payment: { status: 'declined' } });
    const again = await customer.request('POST', `/orders/${orderId}/payments`, { token: 'tok_ok' });
    expect(again.statusCode).toBe(202);
    await customer.orderBecoming(orderId, { status: 'paid', payment: { status: 'captured', attempts: 2 } });
    const third = await customer.request('POST', `/orders/${orderId}/payments`, { token: 'tok_ok' });
    expect([third.statusCode, third.json()]).toMatchObject([409, { code: 'orders.already-paid' }]);
    const attempts = (await customer.request('GET', `/payments?orderId=${orderId}`)).json();
    expect(attempts.items.map(({ status }: { status: string }) => status)).toEqual(['captured', 'declined']);
  });

  it.each(['tok_slow', 'tok_flaky', 'tok_timeout'])(
    'is captured once with %s',
    async (token) => {
      const orderId = await placed(customer, await shop.product(5), { token });
      const wait = { within: 25_000 };
      await eventually(async () => expect(await customer.order(orderId)).toMatchObject({ status: 'paid' }), wait);
    },
    30_000,
  );

  it('is given back exactly once when the order is cancelled', async () => {
    const mug = await shop.product(5);
    const orderId = await placed(customer, mug, { quantity: 2 });
    await customer.orderBecoming(orderId, { status: 'paid', shipment: { status: 'prepared' } });
    for (const reason of ['changed my mind', 'really']) {
      const answer = await customer.request('POST', `/orders/${orderId}/cancellation`, { reason });
      expect([answer.statusCode, answer.json()]).toEqual([200, { orderId, status: 'cancelled' }]);
    }
    const refunded = { status: 'refunded', refunded: { amount: 2500, currency: 'EUR' } };
    const { payment, shipment } = await customer.orderBecoming(orderId, { status: 'cancelled', payment: refunded });
    const paymentUrl = `/payments/${payment!.paymentId}`;
    await eventually(async () => expect((await customer.request('GET', paymentUrl)).json()).toMatchObject(refunded));
    await eventually(async () => expect(await stockOf(mug.sku)).toMatchObject({ stock: 5, reserved: 0 }));
    const handover = { carrier: 'DHL', trackingNumber: 'T-1' };
    const late = await shop.staff.request('POST', `/shipments/${shipment!.shipmentId}/dispatch`, handover);
    expect([late.statusCode, late.json()]).toMatchObject([409, { code: 'shipping.cancelled' }]);
  });

  it('that is captured after the cancellation is given back', async () => {
    const orderId = await placed(customer, await shop.product(5), { token: 'tok_slow' });
    await customer.orderBecoming(orderId, { status: 'awaiting-payment' });
    await customer.request('POST', `/orders/${orderId}/cancellation`, {});
    await customer.orderBecoming(orderId, { status: 'cancelled', payment: { status: 'refunded' } });
  });

  it('is refunded by staff, never beyond what was captured', async () => {
    const orderId = await placed(customer, await shop.product(5));
    const { payment } = await customer.orderBecoming(orderId, { status: 'paid' });
    const url = `/payments/${payment!.paymentId}/refunds`;
    const refunding = (amount: number) => shop.staff.request('POST', url, { amount, reason: 'broken' });
    expect((await customer.request('POST', url, { amount: 1 })).statusCode).toBe(403);
    expect((await refunding(1000)).statusCode).toBe(202);
    const tooMuch = await refunding(251);
    expect([tooMuch.statusCode, tooMuch.json()]).toMatchObject([409, { code: 'payments.refund-exceeds-capture' }]);
    await customer.orderBecoming(orderId, { status: 'paid', payment: { refunded: { amount: 1000 } } });
    await eventually(async () =>
      expect((await customer.request('GET', `/payments/${payment!.paymentId}`)).json()).toMatchObject({
        status: 'partially-refunded',
      }),
    );
  });
});
