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
  readonly customerName: string | null;
  readonly shipment: { readonly shipmentId: string; readonly status: string } | null;
}

async function listedEngine(staff: string): Promise<void> {
  await ask('POST', '/products', staff, {
    sku: 'engine',
    title: 'Engine',
    description: 'It weaves.',
    price: { amount: 1200, currency: 'EUR' },
    stock: 50,
  });
  await ask('PUT', '/products/engine/listing', staff);
}

const wanted = { lines: [{ sku: 'engine', quantity: 2 }], shippingAddress, payment: { token: 'tok_ok' } };

async function placedOrder(customer: string): Promise<string> {
  const { statusCode, json } = await ask<Order>('POST', '/orders', customer, wanted);
  expect(statusCode).toBe(201);
  return json.orderId;
}

/** The order once it looks like this to staff. */
function orderOnce(staff: string, orderId: string, looks: object): Promise<Order> {
  return eventually(async () => {
    const { json } = await ask<Order>('GET', `/orders/${orderId}`, staff);
    expect(json).toMatchObject(looks);
    return json;
  });
}

const prepared = { status: 'paid', shipment: { status: 'prepared' } };
const withdrawn = { status: 'cancelled', payment: { status: 'refunded' }, shipment: { status: 'cancelled' } };

/** Somebody with an account of this name. */
async function somebody(name: string): Promise<string> {
  const person = { ...ada, email: `${name}@analytical.example` };
  await ask('POST', '/users', undefined, person);
  return signIn(person);
}

/** Keeps a consumer from storing how far it is, and so from all effects of what it has in hand. */
async function holding<T>(context: string, consumer: string, work: () => Promise<T>): Promise<T> {
  await sql.query('begin');
  try {
    await sql.query(`select from ${context}.checkpoints where consumer = $1 for update`, [consumer]);
    return await work();
  } finally {
    await sql.query('rollback');
  }
}

it('nothing of who has closed the account can be read anywhere, and the figures stay', async () => {
  const staff = await signIn(boss);
  await ask('POST', '/users', undefined, ada);
  const token = await signIn(ada);
  await ask('PATCH', '/users/me', token, { name: newName });
  await listedEngine(staff);
  const order = await orderOnce(staff, await eventually(() => placedOrder(token)), {
    ...prepared,
    customerName: newName,
  });
  expect(order.shippingAddress).toEqual(shippingAddress);
  await eventually(async () =>
    expect((await ask('GET', '/users/me', token)).json).toMatchObject({ name: newName, email: ada.email }),
  );
  // The read models show what they must; the logs, which nobody can change, never held a word of it.
  expect(await placesWith(traces)).toEqual([
    'orders.customer',
    'orders.order_view',
    'shipping.shipment_view',
    'users.account_view',
  ]);
  const found = async (name: string) =>
    (await ask<{ items: readonly Order[] }>('GET', `/orders?customerName=${name}`, staff)).json.items.length;
  expect([await found('byronB'), await found('Charles'), await found('%25')]).toEqual([1, 0, 0]);

  expect((await ask('DELETE', '/users/me', token)).statusCode).toBe(200);
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
  const figures = { total: order.total, shippingAddress: {}, customerName: null };
  await orderOnce(staff, order.orderId, { ...withdrawn, ...figures });
});

it('what is on its way when the account is closed arrives, and what is not is cancelled and refunded, also what was ordered in the gap', async () => {
  const [staff, customer] = [await signIn(boss), await somebody('bea')];
  const sent = await placedOrder(customer);
  const { shipment } = await orderOnce(staff, sent, prepared);
  const parcel = { carrier: 'DHL', trackingNumber: 'T-1' };
  await ask('POST', `/shipments/${shipment!.shipmentId}/dispatch`, staff, parcel);
  await orderOnce(staff, sent, { status: 'shipped' });

  const inTheGap = await holding('orders', 'orders.closed-accounts', async () => {
    expect((await ask('DELETE', '/users/me', customer)).statusCode).toBe(200);
    const orderId = await placedOrder(customer);
    await orderOnce(staff, orderId, { ...prepared });
    return orderId;
  });
  await orderOnce(staff, inTheGap, { ...withdrawn, shippingAddress: {} });
  const payments = await ask<{ items: readonly { refunded: object }[] }>('GET', `/payments?orderId=${inTheGap}`, staff);
  expect(payments.json.items).toMatchObject([{ refunded: { amount: 2400 } }]);

  for (const [path, body] of [
    ['/orders', wanted],
    [`/orders/${inTheGap}/payments`, { token: 'tok_ok' }],
  ] as const) {
    const { statusCode, body: refusal } = await ask('POST', path, customer, body);
    expect([statusCode, refusal]).toEqual([403, expect.stringContaining('orders.account-closed')]);
  }
  await ask('POST', `/shipments/${shipment!.shipmentId}/delivery`, staff);
  await orderOnce(staff, sent, { status: 'completed', shippingAddress: {}, customerName: null });
});

it('a shipment that is prepared while its customer is being forgotten has no address', async () => {
  const [staff, customer] = [await signIn(boss), await somebody('cleo')];
  await orderOnce(staff, await placedOrder(customer), prepared);
  const late = await holding('shipping', 'shipping.orders', async () => {
    const orderId = await placedOrder(customer);
    await eventually(async () => {
      await sql.query('select pg_stat_clear_snapshot()');
      const { rows } = await sql.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%checkpoints%'
         and usename like '%shipping%'`,
      );
      expect(rows).toHaveLength(1);
    });
    await ask('DELETE', '/users/me', customer);
    await eventually(async () => expect(await placesWith(traces)).toEqual([]));
    return orderId;
  });
  await eventually(async () => {
    const { rows } = await sql.query('select shipping_address from shipping.shipment_view where order_id = $1', [late]);
    expect(rows).toEqual([{ shipping_address: {} }]);
  });
  await orderOnce(staff, late, { status: 'cancelled', payment: { status: 'refunded' } });
});

it('what was sealed is read again by the next process, and closing again changes nothing', async () => {
  await app.close();
  app = await start({ contexts }, database.url);
  const staff = await signIn(boss);
  const { json } = await ask<{ items: readonly Order[] }>('GET', '/orders', staff);
  expect(json.items.map(({ shippingAddress: left }) => left)).toEqual(json.items.map(() => ({})));
  expect((await ask('POST', '/users', undefined, ada)).statusCode).toBe(201);
  expect((await ask('GET', '/users/me', await signIn(ada))).json).toMatchObject({ email: ada.email, name: ada.name });
});
