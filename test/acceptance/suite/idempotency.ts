import { randomUUID } from 'node:crypto';
import type { Order, Page } from '../../drivers/answers.js';
import { expectProblem, expectStatus } from '../../drivers/caller.js';
import type { Basket, Shopper } from '../../drivers/shopper.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeIdempotency(shop: () => ShopUnderTest): void {
  const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
  const ordersOf = async (shopper: Shopper) =>
    expectStatus(await shopper.get<Page<Order>>('/orders'), 200).items.map(({ orderId }) => orderId);

  it('answers a repeated request as the first time, and does it once', async () => {
    const { staff, shopper } = await shop().people();
    const [basket, key]: [Basket, object] = [{ [await staff.sells()]: 1 }, keyed()];
    const first = await shopper.place(basket, 'tok_ok', { ...key });
    const again = await shopper.place(basket, 'tok_ok', { ...key });
    expectStatus(first, 201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    for (const name of ['location', 'consistency-token']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await ordersOf(shopper)).toEqual([first.body.orderId]);
  });

  it('refuses a key that was used for something else', async () => {
    const { staff, shopper } = await shop().people();
    const [sku, key] = [await staff.sells(), keyed()];
    const { body } = await shopper.place({ [sku]: 1 }, 'tok_ok', key);
    expectProblem(await shopper.place({ [sku]: 2 }, 'tok_ok', key), 422, 'http.idempotency-key-reused');
    expect(await ordersOf(shopper)).toEqual([body.orderId]);
  });

  it('refuses a key that cannot be one', async () => {
    const { staff, shopper } = await shop().people();
    const basket = { [await staff.sells()]: 1 };
    for (const key of ['', 'two words', 'x'.repeat(256)]) {
      expectProblem(await shopper.place(basket, 'tok_ok', keyed(key)), 400, 'http.malformed-idempotency-key');
    }
    expect(await ordersOf(shopper)).toEqual([]);
  });

  it('makes one order of twenty requests at once', async () => {
    const { staff, shopper } = await shop().people();
    const [basket, key] = [{ [await staff.sells()]: 1 }, keyed()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => shopper.place(basket, 'tok_ok', key)));
    const made = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status !== 201);
    expect(new Set(made.map(({ body }) => body.orderId)).size).toBe(1);
    for (const answer of waiting) expectProblem(answer, 409, 'http.request-in-progress');
    expect(await ordersOf(shopper)).toHaveLength(1);
  });

  it('keeps the keys of different customers apart', async () => {
    const { staff, shopper, seen } = await shop().people();
    const other = await shop().shopper(seen);
    const [basket, key] = [{ [await staff.sells()]: 1 }, keyed()];
    const [mine, theirs] = [await shopper.place(basket, 'tok_ok', key), await other.place(basket, 'tok_ok', key)];
    expect(expectStatus(theirs, 201).orderId).not.toBe(expectStatus(mine, 201).orderId);
  });

  it('answers a repeated refusal as the first time', async () => {
    const { staff, shopper } = await shop().people();
    const [sku, key] = [await staff.sells(), keyed()];
    await staff.delist(sku);
    expectProblem(await shopper.place({ [sku]: 1 }, 'tok_ok', key), 409, 'orders.product-not-orderable');
    await staff.list(sku);
    expectProblem(await shopper.place({ [sku]: 1 }, 'tok_ok', key), 409, 'orders.product-not-orderable');
  });

  it('makes one account of one key', async () => {
    const account = { email: `ida.${randomUUID()}@example.org`, password: 'eight little teapots', name: 'Ida' };
    const register = (key: string) => shop().visitor().post('/users', account, keyed(key));
    const key = randomUUID();
    const first = await register(key);
    expectStatus(first, 201);
    expect(await register(key)).toMatchObject({ status: 201, body: first.body });
    expectProblem(await register(randomUUID()), 409, 'users.email-taken');
  });
}
