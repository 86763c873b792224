import type { DataSource } from 'typeorm';
import { RowBatch } from '#platform/consumers';
import type { Event } from '#platform/core';
import { dataSourceOn } from '#platform/database';
import type { Page } from '#platform/http';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import type { ProductEvent } from './domain/product.events.js';
import type { StockEvent } from './domain/stock.events.js';
import { CreateProductView1763700000201 } from './migrations/create-product-view.js';
import { CreateStockEntry1763700000202 } from './migrations/create-stock-entry.js';
import { SearchWordsAsWritten1763700000203 } from './migrations/search-words-as-written.js';
import { ProductView, ProductViewProjection } from './projections/product-view.projection.js';
import { StockEntry } from './projections/stock-entry.js';
import { FindProducts, FindProductsHandler, type WantedProducts } from './queries/find-products.query.js';
import { ListLowStock, ListLowStockHandler } from './queries/list-low-stock.query.js';
import { ListStockEntries, ListStockEntriesHandler } from './queries/list-stock-entries.query.js';

let context: ContextDatabase;
let database: DataSource;

beforeAll(async () => {
  const migrations = [CreateProductView1763700000201, CreateStockEntry1763700000202, SearchWordsAsWritten1763700000203];
  context = await openContextDatabase('catalog', migrations);
  database = await dataSourceOn(context.database.pool, context.schema, [ProductView, StockEntry]);
});
beforeEach(async () => {
  for (const entity of [ProductView, StockEntry]) await database.createQueryBuilder().delete().from(entity).execute();
});
afterAll(() => context.close());

const at = '2026-01-31T12:00:00.000Z';
type Handlers = Readonly<Record<string, (data: unknown, context: object) => unknown>>;
type Cause = { readonly actor?: string; readonly causedBy?: string };

/** Hears events of one stream, as the projection does. */
async function hear(events: readonly (Event & Cause)[]): Promise<void> {
  const { on } = new ProductViewProjection() as unknown as { readonly on: Handlers };
  const batch = new RowBatch(database);
  let version = 0;
  for (const { type, data, ...cause } of events)
    await on[type]!(data, { rows: batch.rows, event: { version: ++version, ...cause } });
  await context.database.transaction((transaction) => batch.flush(transaction));
}

interface OnTheShelf {
  readonly description?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly stock?: number;
}

async function sell(sku: string, title: string, offer: OnTheShelf = {}): Promise<void> {
  const { description = '', amount = 100, currency = 'EUR', stock = 5 } = offer;
  const product: ProductEvent[] = [
    { type: 'ProductCreated', data: { sku, title, description, price: { amount, currency }, createdAt: at } },
    { type: 'ProductListed', data: { sku } },
  ];
  await hear(product);
  await hear([{ type: 'StockOpened', data: { sku, available: stock, openedAt: at } } satisfies StockEvent]);
}

const find = (wanted: Partial<WantedProducts> = {}) => {
  const all = { search: undefined, sort: 'relevance', unlistedToo: false, limit: 20, after: undefined } as const;
  return new FindProductsHandler(database).execute(new FindProducts({ ...all, ...wanted }));
};
const skusIn = ({ items }: Page<{ readonly sku: string }>) => items.map(({ sku }) => sku);
const found = async (search: string) => skusIn(await find({ search }));

/** Every page of a list, joined. */
async function paged<Item>(list: (after: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<Item> = await list(after);
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

describe('a search as one types', () => {
  beforeEach(async () => {
    await sell('book', 'A book of kettles', { description: 'How to brew tea.' });
    await sell('kit', 'Brewing kit', { description: 'For green tea.' });
    await sell('pot', 'Teapot', { description: 'Of clay. Grüner Ton.' });
  });

  it.each([
    ['brewi', ['kit']],
    ['brew', ['kit', 'book']],
    ['brewing', ['kit', 'book']],
    ['teap', ['pot']],
    ['tea brewi', ['kit']],
    ['grün', ['pot']],
    ['GREE', ['kit']],
    ['brew -green', ['book']],
    ['"green tea"', ['kit']],
    ['teapot or kettle', ['pot', 'book']],
    ['rewing', []],
    ['brewi tea', []],
  ])('finds for "%s" the best first', async (search, skus) => expect(await found(search)).toEqual(skus));

  it.each([`te' | 'b`, 'te:*', 'te & !x', `') or true --`, '!(te', '<->', '\\te', `te\u0001`, ':*', 'b <2> t'])(
    'takes "%s" for nothing but words',
    async (search) => expect((await found(search)).length).toBeLessThan(3),
  );
});

describe('products in order', () => {
  beforeEach(async () => {
    await sell('a', 'zebra mug', { amount: 300 });
    await sell('b', 'Apple mug', { amount: 1_000 });
    await sell('c', 'mug', { amount: 20, currency: 'USD' });
    await sell('d', 'apple mug', { amount: 300 });
  });

  it.each([
    ['title', ['b', 'd', 'c', 'a']],
    ['price', ['a', 'd', 'b', 'c']],
    ['relevance', ['a', 'b', 'c', 'd']],
  ] as const)('stand by their %s, on one page and on many, with a search and without', async (sort, skus) => {
    expect(skusIn(await find({ sort }))).toEqual(skus);
    for (const search of [undefined, 'mug']) {
      const pages = (limit: number) => paged((after) => find({ sort, search, limit, after }));
      const whole = skusIn(await find({ sort, search }));
      for (const limit of [1, 2, 3]) expect((await pages(limit)).map(({ sku }) => sku)).toEqual(whole);
    }
  });

  it('cannot be gone on with by the cursor of another order, or by one that somebody wrote', async () => {
    const { next } = await find({ sort: 'title', limit: 1 });
    await expect(find({ sort: 'price', after: next! })).rejects.toMatchObject({ code: 'http.malformed-cursor' });
    const forged = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
    for (const place of [
      ['EUR', '1; drop', 'a'],
      ['EUR', 'NaN', 'a'],
      ['EUR', '1', 'a\0'],
      ['EUR', '9'.repeat(30), 'a'],
    ])
      await expect(find({ sort: 'price', after: forged(place) })).rejects.toMatchObject({
        code: 'http.malformed-cursor',
      });
  });
});

describe('the stock ledger', () => {
  const [sku, orderId] = ['mug', 'an-order'];
  const list = (limit = 20, after?: string, of = sku) =>
    new ListStockEntriesHandler(database).execute(new ListStockEntries(of, limit, after));
  const taken = { sku, orderId, quantity: 2 };
  const changes: readonly (StockEvent & Cause)[] = [
    { type: 'StockOpened', data: { sku, available: 5, openedAt: at }, actor: 'sam' },
    { type: 'StockAdjusted', data: { sku, change: -1, reason: 'broken', available: 4, adjustedAt: at }, actor: 'sue' },
    {
      type: 'UnitsReserved',
      data: { ...taken, available: 2, reserved: 2, reservedAt: at },
      actor: 'ada',
      causedBy: 'catalog.reservations',
    },
    { type: 'UnitsSold', data: { ...taken, reserved: 0, sold: 2, soldAt: at }, causedBy: 'catalog.reservations' },
    { type: 'UnitsReleased', data: { ...taken, available: 4, reserved: 0, releasedAt: at } },
    { type: 'UnitsReturned', data: { ...taken, reason: 'returned: torn', available: 6, sold: 0, returnedAt: at } },
  ];

  it('tells every change, who or what made it and why, the newest first', async () => {
    await sell(sku, 'Mug');
    await hear(changes);
    const told = ({ entry, what, quantity, available, ...why }: StockEntry) => {
      const { reason, orderId: order, userId, consumer } = why;
      return [entry, what, quantity, available, reason, order, userId, consumer];
    };
    expect((await list()).items.map(told)).toEqual([
      [6, 'returned', 2, 6, 'returned: torn', orderId, null, null],
      [5, 'released', 2, 4, null, orderId, null, null],
      [4, 'sold', 2, null, null, orderId, null, 'catalog.reservations'],
      [3, 'reserved', 2, 2, null, orderId, 'ada', 'catalog.reservations'],
      [2, 'adjusted', -1, 4, 'broken', null, 'sue', null],
      [1, 'opened', 5, 5, null, null, 'sam', null],
    ]);
  });

  it('leads from page to page, and is of one product', async () => {
    await sell(sku, 'Mug');
    await sell('pot', 'Pot');
    await hear(changes);
    const entries = await paged((after) => list(2, after));
    expect(entries.map(({ entry }) => entry)).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await list(20, undefined, 'pot')).items).toHaveLength(1);
    await expect(list(20, undefined, 'nothing')).rejects.toMatchObject({ code: 'catalog.product-not-found' });
  });
});

it('what is low in stock is listed, the lowest first', async () => {
  for (const [sku, stock] of Object.entries({ a: 9, b: 0, c: 10, d: 3, e: 3 })) await sell(sku, sku, { stock });
  const low = (limit: number, after?: string) =>
    new ListLowStockHandler(database).execute(new ListLowStock(10, limit, after));
  expect(skusIn(await low(20))).toEqual(['b', 'd', 'e', 'a']);
  expect((await paged((after) => low(1, after))).map(({ sku }) => sku)).toEqual(['b', 'd', 'e', 'a']);
});
