import type { Shop } from './shop-in-process.js';
import { openShop, placed } from './shop-in-process.js';
import { eventually } from '#test/eventually';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop.close());

const titles = (page: { items: { title: string }[] }) => page.items.map(({ title }) => title);

describe('the catalogue', () => {
  it('shows anyone what is on the shelf, and staff the rest', async () => {
    const { sku, seen } = await shop.product(5);
    const url = `/products/${sku}`;
    const shown = await shop.anyone.request('GET', url, undefined, seen);
    expect(shown.json()).toEqual({
      sku,
      title: 'Mug',
      description: 'For tea',
      price: { amount: 1250, currency: 'EUR' },
      stock: 5,
      listed: true,
    });
    const off = await shop.staff.request('DELETE', `${url}/listing`);
    const after = { 'consistency-token': String(off.headers['consistency-token']) };
    const hidden = await shop.anyone.request('GET', url, undefined, after);
    expect([hidden.statusCode, hidden.json()]).toMatchObject([404, { code: 'catalog.product-not-found' }]);
    expect((await shop.staff.request('GET', url)).json()).toMatchObject({ listed: false, reserved: 0, sold: 0 });
  });

  it('has each SKU once', async () => {
    const { sku } = await shop.product(5);
    const product = { sku, title: 'Other', description: '', price: { amount: 1, currency: 'EUR' }, stock: 0 };
    const again = await shop.staff.request('POST', '/products', product);
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'catalog.sku-taken' }]);
  });

  it('is edited by those who have seen the present version', async () => {
    const { sku, seen } = await shop.product(5);
    const tag = String((await shop.staff.request('GET', `/products/${sku}`, undefined, seen)).headers['etag']);
    const edit = (title: string) => shop.staff.request('PATCH', `/products/${sku}`, { title }, { 'if-match': tag });
    const edited = await edit('Big mug');
    expect([edited.statusCode, edited.json()]).toMatchObject([200, { title: 'Big mug' }]);
    expect(edited.headers['etag']).not.toBe(tag);
    expect((await edit('Bigger mug')).statusCode).toBe(412);
  });

  it('counts its stock, never below zero', async () => {
    const { sku } = await shop.product(5);
    const change = (by: number) => shop.staff.request('POST', `/products/${sku}/stock`, { change: by, reason: 'x' });
    expect((await change(-5)).json()).toEqual({ stock: 0 });
    const below = await change(-1);
    expect([below.statusCode, below.json()]).toMatchObject([409, { code: 'catalog.stock-below-zero' }]);
    expect((await change(0)).statusCode).toBe(422);
  });

  it('is searched by title and description, best first, page by page', async () => {
    await shop.product(1, { title: 'Unicycle', description: 'One wheel' });
    await shop.product(1, { title: 'Wheel', description: 'A spare part for unicycles' });
    const { seen } = await shop.product(1, { title: 'Book', description: 'About unicycles and clowns' });
    const search = async (query: string) =>
      (await shop.anyone.request('GET', `/products?${query}`, undefined, seen)).json();
    const all = await search('search=unicycle');
    expect(titles(all)).toHaveLength(3);
    expect(titles(all)[0]).toBe('Unicycle');
    const first = await search('search=unicycle&limit=2');
    const second = await search(`search=unicycle&limit=2&after=${first.next}`);
    expect([...titles(first), ...titles(second)]).toEqual(titles(all));
    expect(titles(await search('search=clowns%20-mug'))).toEqual(['Book']);
    expect(titles(await search('search=%22%27%20%7C%20%26'))).toEqual([]);
  });

  it('lists every product once, page by page', async () => {
    const page = async (after: string) => (await shop.anyone.request('GET', `/products?limit=2${after}`)).json();
    const skus: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const found = await page(next === '' ? '' : `&after=${next}`);
      skus.push(...found.items.map(({ sku }: { sku: string }) => sku));
      next = found.next;
    }
    expect(skus.length).toBeGreaterThan(3);
    expect(skus).toEqual([...new Set(skus)].toSorted());
  });
});

it('reports revenue by currency', async () => {
  const customer = await shop.customer();
  const orderId = await placed(customer, await shop.product(5));
  await customer.orderBecoming(orderId, { status: 'paid' });
  for (const bucket of ['minute', 'hour', 'day']) {
    await eventually(async () => {
      const { items } = (await shop.staff.request('GET', `/analytics/revenue?bucket=${bucket}`)).json();
      expect(items).toMatchObject([
        { currency: 'EUR', orders: 1, revenue: { amount: 1250, currency: 'EUR' }, refunds: { amount: 0 } },
      ]);
    });
  }
  expect((await customer.request('GET', '/analytics/revenue')).statusCode).toBe(403);
  expect((await shop.staff.request('GET', '/analytics/revenue?from=2026-02-01&to=2026-01-01')).statusCode).toBe(422);
});
