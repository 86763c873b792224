import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startMonolith } from '../drivers/monolith.js';
import type { Answer, RequestHeaders } from '../drivers/caller.js';
import { newAccount, type ShopUnderTest } from '../drivers/shop-under-test.js';
import { aProduct } from '../drivers/staff.js';
import { createTestDatabase } from '../support/database.js';

let shop: ShopUnderTest;
let database: Client;

beforeAll(async () => {
  const { url } = await createTestDatabase();
  database = new Client({ connectionString: url });
  [{ shop }] = await Promise.all([startMonolith(url), database.connect()]);
});
afterAll(() => database.end());

/** As if the process had been killed after the commit and before it could keep the answer: only the command's id is known. */
async function forgetAnswers(): Promise<void> {
  for (const context of ['users', 'catalog', 'orders', 'payments', 'shipping']) {
    await database.query(`UPDATE ${context}.idempotency_keys
      SET status = NULL, headers = NULL, body = NULL, locked_until = clock_timestamp()`);
  }
}

/** Sends a request, forgets its answer, lets time pass, and sends it again; both answers must say the same. */
async function expectSameAnswer(
  send: (headers: RequestHeaders) => Promise<Answer>,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const key = { 'idempotency-key': randomUUID() };
  const first = await send(key);
  expect(first.status).toBeLessThan(300);
  await meanwhile();
  await forgetAnswers();
  const second = await send(key);
  expect(second).toMatchObject({ status: first.status, body: first.body });
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(placeIn(second)).toBeGreaterThanOrEqual(placeIn(first));
}

/** The place in its context's log that an answer promises. */
function placeIn({ headers }: Answer): number {
  return Number(/^[a-z]+:(\d+)$/.exec(headers.get('consistency-token') ?? '')?.[1]);
}

describe('a request whose answer was lost with the process gets it again', () => {
  it('when it registers', async () => {
    const account = newAccount();
    await expectSameAnswer((headers) => shop.visitor().post('/users', account, headers));
  });

  it('when it creates a product', async () => {
    const [staff, product] = [await shop.staff(), aProduct()];
    await expectSameAnswer(
      (headers) => staff.create(product, headers),
      () => staff.list(product.sku),
    );
  });

  it('when it changes the stock', async () => {
    const staff = await shop.staff();
    const sku = await staff.sells({ stock: 5 });
    const change = { change: -2, reason: 'broken' };
    await expectSameAnswer((headers) => staff.post(`/products/${sku}/stock`, change, headers));
    await staff.counts(sku, { stock: 3, reserved: 0, sold: 0 });
  });

  it('when it places an order, whatever became of product and price', async () => {
    const { staff, shopper } = await shop.people();
    const sku = await staff.sells({ stock: 5 });
    await expectSameAnswer(
      (headers) => shopper.place({ [sku]: 1 }, 'tok_ok', headers),
      async () => {
        await staff.patch(`/products/${sku}`, { price: { amount: 1, currency: 'EUR' } });
        await staff.delist(sku);
      },
    );
    await staff.counts(sku, { stock: 4, reserved: 1, sold: 0 });
  });

  it('when it cancels', async () => {
    const { staff, shopper } = await shop.people();
    const { orderId } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const path = `/orders/${orderId}/cancellation`;
    await expectSameAnswer((headers) => shopper.post(path, { reason: 'changed my mind' }, headers));
  });

  it('when it pays again, even if that was declined or taken meanwhile', async () => {
    const { staff, shopper } = await shop.people();
    const { orderId } = await shopper.placed({ [await staff.sells()]: 1 }, 'tok_declined');
    await shopper.seesDecline(orderId);
    await expectSameAnswer(
      (headers) => shopper.post(`/orders/${orderId}/payments`, { token: 'tok_ok' }, headers),
      () => shopper.seesStatus(orderId, 'paid'),
    );
    expect(await shopper.payments(orderId)).toHaveLength(2);
  });

  it('when it refunds', async () => {
    const { staff, shopper } = await shop.people();
    const { orderId, payment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const path = `/payments/${payment!.paymentId}/refunds`;
    await expectSameAnswer(
      (headers) => staff.post(path, { reason: 'a scratch' }, headers),
      () => shopper.sees(orderId, (order) => order.payment?.status === 'refunded'),
    );
    expect(await shopper.payments(orderId)).toMatchObject([{ refunded: { amount: 1250 } }]);
  });

  it('when it dispatches and delivers', async () => {
    const { staff, shopper } = await shop.people();
    const { shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const { shipmentId } = shipment!;
    await expectSameAnswer((headers) => staff.dispatch(shipmentId, 'T-1', headers));
    await expectSameAnswer((headers) => staff.deliver(shipmentId, headers));
  });
});
