import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { start } from '#platform/host';
import { AnalyticsModule } from '#shop/analytics';
import { CatalogModule } from '#shop/catalog';
import { OrdersModule } from '#shop/orders';
import { PaymentsModule } from '#shop/payments';
import { ShippingModule } from '#shop/shipping';
import { UsersModule } from '#shop/users';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

const contexts = [UsersModule, CatalogModule, OrdersModule, PaymentsModule, ShippingModule, AnalyticsModule];
const boss = { email: 'boss@shop.local', password: 'a boss of many words' };
Object.assign(process.env, { LOG_LEVEL: 'error', ADMIN_EMAIL: boss.email, ADMIN_PASSWORD: boss.password });

const ada = {
  email: 'ada.lovelace@analytical.example',
  password: 'engines of difference',
  name: 'Ada Augusta Lovelace',
};
const newName = 'Countess Byronborn';
const shippingAddress = { name: ada.name, street: 'Saint James Square 12', city: 'Londinium', country: 'GB' };
/** What nobody may be able to read, and of which each place would hold a part. */
const traces = ['ada.lovelace', 'Lovelace', 'Byronborn', 'James Square', 'Londinium', 'argon2id'];

let database: TestDatabase;
let app: NestFastifyApplication;
let sql: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await start({ contexts }, database.url);
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await app.close();
  await database.drop();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Answer<T> {
  readonly statusCode: number;
  readonly body: string;
  readonly json: T;
}

async function ask<T>(method: Method, url: string, token?: string, payload?: object): Promise<Answer<T>> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { statusCode, body } = await app.inject({ method, url, headers, ...(payload && { payload }) });
  return { statusCode, body, json: (body.startsWith('{') ? JSON.parse(body) : undefined) as T };
}

async function signIn({ email, password }: { email: string; password: string }): Promise<string> {
  return (await ask<{ accessToken: string }>('POST', '/sessions', undefined, { email, password })).json.accessToken;
}

/** In which tables of all contexts one of these texts can be read. */
async function placesWith(texts: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ place: string }>(
    `select format('%I.%I', schemaname, tablename) as place from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const places: string[] = [];
  for (const { place } of rows) {
    const patterns = texts.map((text) => `%${text}%`);
    const { rowCount } = await sql.query(`select from ${place} t where t::text ilike any($1) limit 1`, [patterns]);
    if (rowCount !== 0) places.push(place);
  }
  return places.toSorted();
}

interface Order {
  readonly orderId: string;
  readonly status: string;
  readonly total: unknown;
  readonly shippingAddress: object;
  readonly shipment: { readonly status: string } | null;
}

async function orderOnItsWay(staff: string, customer: string): Promise<Order> {
  await ask('POST', '/products', staff, {
    sku: 'engine',
    title: 'Engine',
    description: 'It weaves.',
    price: { amount: 1200, currency: 'EUR' },
    stock: 5,
  });
  await ask('PUT', '/products/engine/listing', staff);
  const order = { lines: [{ sku: 'engine', quantity: 2 }], shippingAddress, payment: { token: 'tok_ok' } };
  const { json } = await eventually(async () => {
    const placed = await ask<Order>('POST', '/orders', customer, order);
    expect(placed.statusCode).toBe(201);
    return placed;
  });
  return eventually(async () => {
    const seen = (await ask<Order>('GET', `/orders/${json.orderId}`, customer)).json;
    expect(seen.shipment?.status).toBe('prepared');
    return seen;
  });
}

it('nothing of who has closed the account can be read anywhere, and the figures stay', async () => {
  const staff = await signIn(boss);
  await ask('POST', '/users', undefined, ada);
  const token = await signIn(ada);
  await ask('PATCH', '/users/me', token, { name: newName });
  const order = await orderOnItsWay(staff, token);
  expect(order.shippingAddress).toEqual(shippingAddress);
  await eventually(async () =>
    expect((await ask('GET', '/users/me', token)).json).toMatchObject({ name: newName, email: ada.email }),
  );
  // The read models show what they must; the logs, which nobody can change, never held a word of it.
  expect(await placesWith(traces)).toEqual(['orders.order_view', 'shipping.shipment_view', 'users.account_view']);

  expect((await ask('DELETE', '/users/me', token)).statusCode).toBe(204);
  await eventually(async () => expect(await placesWith(traces)).toEqual([]));
  await eventually(async () => {
    const { rows } = await sql.query(
      `select 1 from orders.personal_keys where key is null union all
       select 2 from shipping.personal_keys where key is null union all select 3 from users.personal_keys where key is null`,
    );
    expect(rows).toHaveLength(3);
  });

  await eventually(async () => {
    const pages = ['users', 'orders', 'shipping'].flatMap((context) => [
      `/contexts/${context}/events?limit=100`,
      `/feeds/${context}?after=0`,
    ]);
    const views = [`/orders/${order.orderId}`, `/orders`, '/shipments', '/payments', ...pages];
    for (const view of views) {
      const { statusCode, body } = await ask('GET', view, staff);
      const seen = traces.filter((trace) => trace !== 'argon2id' && body.includes(trace));
      expect([view, statusCode, seen]).toEqual([view, 200, []]);
    }
  });
  const { shippingAddress: _, ...figures } = order;
  expect((await ask('GET', `/orders/${order.orderId}`, staff)).json).toMatchObject({ ...figures, shippingAddress: {} });
});

it('what was sealed is read again by the next process, and closing again changes nothing', async () => {
  await app.close();
  app = await start({ contexts }, database.url);
  const staff = await signIn(boss);
  const { json } = await ask<{ items: readonly Order[] }>('GET', '/orders', staff);
  expect(json.items).toMatchObject([{ shippingAddress: {} }]);
  expect((await ask('POST', '/users', undefined, ada)).statusCode).toBe(201);
  expect((await ask('GET', '/users/me', await signIn(ada))).json).toMatchObject({ email: ada.email, name: ada.name });
});
