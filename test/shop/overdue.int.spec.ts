import type { Shop } from './shop-in-process.js';
import { openShop, placed } from './shop-in-process.js';

process.env['CHECKOUT_PAYMENT_TIMEOUT'] = '1s';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop.close());

describe('an order that is not paid in time', () => {
  it('is cancelled, and its stock is released', async () => {
    const customer = await shop.customer();
    const mug = await shop.product(5);
    const orderId = await placed(customer, mug, { token: 'tok_declined' });
    await customer.orderBecoming(orderId, { status: 'awaiting-payment', payment: { status: 'declined' } });
    const { history } = await customer.orderBecoming(orderId, { status: 'cancelled' });
    expect(history.at(-1)!.what).toBe('order-cancelled');
    const again = await customer.request('POST', `/orders/${orderId}/payments`, { token: 'tok_ok' });
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'orders.already-cancelled' }]);
  });

  it('is refunded when its payment comes after all', async () => {
    const customer = await shop.customer();
    const orderId = await placed(customer, await shop.product(5), { token: 'tok_slow' });
    await customer.orderBecoming(orderId, { status: 'cancelled', payment: { status: 'refunded' } });
  });
});
