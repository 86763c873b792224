import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { personalFieldsOf } from '#platform/core';
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

async function ask<T>(
  method: Method,
  url: string,
  token?: string,
  payload?: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...more };
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

const series = ['LETTERED-4711', 'LETTERED-4712', 'LETTERED-4713', 'LETTERED-4714', 'LETTERED-4715'] as const;
const [whole, first, second, crossing, late] = series;

/** Says that so many engines have left; a key keeps the answer. */
async function sendEngines(staff: string, orderId: string, trackingNumber: string, quantity: number): Promise<object> {
  const parcel = { carrier: 'DHL', trackingNumber, lines: [{ sku: 'engine', quantity }] };
  const key = { 'idempotency-key': `engines-${++said}` };
  const { statusCode, json } = await ask<object>('POST', `/shipments/${orderId}/dispatch`, staff, parcel, key);
  expect(statusCode).toBe(200);
  return json;
}
let said = 0;

/** What a broker gets of a feed. */
async function atTheBroker(context: string, staff: string): Promise<string> {
  const { body } = await ask('GET', `/feeds/${context}?after=0`, staff);
  const messages = JSON.parse(body) as readonly { readonly type: string; readonly data: object }[];
  const withheld = ({ type, data }: (typeof messages)[number]) =>
    Object.entries(data).filter(([field]) => !personalFieldsOf(type).includes(field));
  return JSON.stringify(messages.map(withheld));
}

it('no tracking number of who has closed the account can be read anywhere, wherever its parcel was', async () => {
  const [staff, customer] = [await signIn(boss), await somebody('dora')];
  const sent = [await placedOrder(customer), await placedOrder(customer), await placedOrder(customer)] as const;
  const crossed = await placedOrder(customer);
  const [asWhole, inParts, begun] = sent;
  for (const orderId of [...sent, crossed]) await orderOnce(staff, orderId, prepared);
  await sendEngines(staff, asWhole, whole, 2);
  await sendEngines(staff, inParts, first, 1);
  await sendEngines(staff, inParts, second, 1);
  await sendEngines(staff, begun, second, 1);
  await holding('orders', 'orders.checkout', async () => {
    await sendEngines(staff, crossed, crossing, 2);
    expect((await ask('POST', `/orders/${crossed}/cancellation`, customer, { reason: 'x' })).statusCode).toBe(200);
  });
  for (const orderId of sent) await orderOnce(staff, orderId, { status: 'shipped' });
  await orderOnce(staff, crossed, { status: 'cancelled', shipment: { trackingNumber: crossing } });
  await orderOnce(staff, inParts, { shipment: { parcels: [{ trackingNumber: first }, { trackingNumber: second }] } });

  // The read models show what they must; the logs never held it in clear, nor did the checkouts, and no broker gets it.
  await eventually(async () =>
    expect(await placesWith(series)).toEqual(['orders.order_view', 'shipping.shipment_view']),
  );
  const checkouts = () =>
    Promise.all(
      [asWhole, inParts, crossed].map((id) => ask('GET', `/contexts/orders/streams/orders.checkout-${id}`, staff)),
    );
  const told = (await checkouts()).map(({ body }) => body);
  expect(told).toEqual([whole, second, crossing].map((number) => expect.stringContaining(number) as string));
  for (const context of ['orders', 'shipping']) expect(await atTheBroker(context, staff)).not.toMatch('LETTERED');

  expect((await ask('DELETE', '/users/me', customer)).statusCode).toBe(200);
  await eventually(async () => expect(await placesWith(series)).toEqual([]));
  const repeated = [await sendEngines(staff, asWhole, whole, 2), await sendEngines(staff, begun, second, 1)];
  expect(repeated).toMatchObject([{ parcel: 1 }, { parcel: 1 }]);
  const rest = { carrier: 'DHL', trackingNumber: late };
  expect((await ask<object>('POST', `/shipments/${begun}/dispatch`, staff, rest)).json).toMatchObject({ parcel: 2 });
  const nameless = { trackingNumber: null };
  await orderOnce(staff, begun, { shipment: { ...nameless, parcels: [nameless, nameless] } });
  await eventually(async () => {
    const { json } = await ask('GET', `/shipments/${begun}`, staff);
    expect(json).toMatchObject({ ...nameless, parcels: [nameless, nameless] });
  });
  expect(await placesWith(series)).toEqual([]);
  await eventually(async () => {
    const pages = ['orders', 'shipping'].flatMap((context) => [
      `/contexts/${context}/events?limit=100`,
      `/feeds/${context}?after=0`,
      ...sent.map(
        (id) => `/contexts/${context}/streams/${context === 'orders' ? 'orders.checkout' : 'shipping.shipment'}-${id}`,
      ),
    ]);
    for (const page of [...pages, '/orders', '/shipments', ...[...sent, crossed].map((id) => `/orders/${id}`)]) {
      const { statusCode, body } = await ask('GET', page, staff);
      expect([page, statusCode, body.includes('LETTERED')]).toEqual([page, 200, false]);
    }
  });
  for (const orderId of sent) await ask('POST', `/shipments/${orderId}/delivery`, staff);
  for (const orderId of sent) await orderOnce(staff, orderId, { status: 'completed', shippingAddress: {} });
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
