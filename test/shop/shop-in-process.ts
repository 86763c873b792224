import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { start } from '#platform/host';
import { AnalyticsModule } from '#shop/analytics';
import { CatalogModule } from '#shop/catalog';
import { OrdersModule } from '#shop/orders';
import { PaymentsModule } from '#shop/payments';
import { ShippingModule } from '#shop/shipping';
import { UsersModule } from '#shop/users';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

const admin = { email: 'boss@shop.local', password: 'the first password' };
process.env['LOG_LEVEL'] = 'error';
process.env['ADMIN_EMAIL'] = admin.email;
process.env['ADMIN_PASSWORD'] = admin.password;

export const price = { amount: 1250, currency: 'EUR' };

export interface OrderBody {
  readonly status: string;
  readonly payment: { readonly paymentId: string; readonly status: string } | null;
  readonly shipment: { readonly shipmentId: string; readonly status: string } | null;
  readonly history: readonly { readonly what: string }[];
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The whole shop in this process, on a database of its own. */
export async function openShop() {
  const database = await createTestDatabase();
  const contexts = [UsersModule, CatalogModule, OrdersModule, PaymentsModule, ShippingModule, AnalyticsModule];
  const app = await start({ contexts }, database.url);
  const staff = callerOf(app, await logIn(app, admin));
  return {
    anyone: callerOf(app, {}),
    staff,
    customer: () => register(app),
    product: (stock: number, details = {}) => product(staff, stock, details),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

type Headers = Record<string, string>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Caller = ReturnType<typeof callerOf>;

function callerOf(app: NestFastifyApplication, own: Headers) {
  const request = async (method: Method, url: string, payload?: object, headers: Headers = {}) => {
    const sent = { method, url, headers: { ...own, ...headers } };
    return app.inject(payload === undefined ? sent : { ...sent, payload });
  };
  const order = async (orderId: string) => (await request('GET', `/orders/${orderId}`)).json<OrderBody>();
  return {
    request,
    order,
    /** Waits until the order is as it should be. */
    orderBecoming: (orderId: string, expected: object) =>
      eventually(async () => {
        const found = await order(orderId);
        expect(found).toMatchObject(expected);
        return found;
      }),
  };
}

async function logIn(app: NestFastifyApplication, credentials: object): Promise<Headers> {
  const answer = await callerOf(app, {}).request('POST', '/sessions', credentials);
  return { authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` };
}

async function register(app: NestFastifyApplication) {
  const credentials = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' };
  await callerOf(app, {}).request('POST', '/users', { ...credentials, name: 'Ada Example' });
  return callerOf(app, await logIn(app, credentials));
}

/** A product on the shelf; the token with which orders know it. */
async function product(staff: Caller, stock: number, details: object) {
  const sku = `sku-${randomUUID()}`;
  const created = { sku, title: 'Mug', description: 'For tea', price, stock, ...details };
  expect((await staff.request('POST', '/products', created)).statusCode).toBe(201);
  const listed = await staff.request('PUT', `/products/${sku}/listing`);
  return { sku, seen: { 'consistency-token': String(listed.headers['consistency-token']) } };
}

/** An order of one product, with all that has to be known already. */
export function placing(
  customer: Caller,
  { sku, seen }: { readonly sku: string; readonly seen: Headers },
  { quantity = 1, token = 'tok_ok' } = {},
) {
  const order = {
    lines: [{ sku, quantity }],
    shippingAddress: { name: 'Ada Example', street: 'Long Road 1', city: 'Bonn', country: 'DE' },
    payment: { token },
  };
  return customer.request('POST', '/orders', order, seen);
}

/** The id of an order that was placed. */
export async function placed(...order: Parameters<typeof placing>): Promise<string> {
  const answer = await placing(...order);
  expect([answer.statusCode, answer.json()]).toMatchObject([201, { status: 'placed' }]);
  return answer.json<{ orderId: string }>().orderId;
}
