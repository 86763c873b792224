import { type IncomingHttpHeaders, request } from 'node:http';
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
import { type HeardAnswer, keepHeard } from '../drivers/heard.js';
import type { CallerName, Things } from './matrix.js';

const contexts = [UsersModule, CatalogModule, OrdersModule, PaymentsModule, ShippingModule, AnalyticsModule];
const password = 'correct horse battery';
const boss = { email: 'boss@shop.local', password: 'a boss of many words' };

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object | undefined;
}

/** The whole shop in this process, with somebody of every kind and a paid order of one of them. */
export interface Besieged {
  readonly app: NestFastifyApplication;
  readonly databaseUrl: string;
  readonly things: Things;
  readonly tokens: Readonly<Record<CallerName, string | undefined>>;
  /** Sends a path as it is written. A stream is left after its head. */
  ask(path: string, request?: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

export async function besiege(): Promise<Besieged> {
  Object.assign(process.env, { LOG_LEVEL: 'fatal', ADMIN_EMAIL: boss.email, ADMIN_PASSWORD: boss.password });
  const database = await createTestDatabase();
  const app = await start({ contexts }, database.url);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const ask = async (path: string, sent: RawRequest = {}) => {
    const answer = await send(port, path, sent);
    keepHeard(heardIn(answer, path, sent.method));
    return answer;
  };
  const json = async <T>(path: string, sent: RawRequest) => JSON.parse((await ask(path, sent)).body) as T;
  const signIn = async (account: { email: string; password: string }) =>
    (await json<{ accessToken: string }>('/sessions', { method: 'POST', body: account })).accessToken;
  const bossToken = await signIn(boss);
  const join = async (name: string, roles?: readonly string[]) => {
    const account = { email: `${name}@shop.local`, password };
    const { userId } = await json<{ userId: string }>('/users', { method: 'POST', body: { ...account, name } });
    if (roles) await ask(`/users/${userId}/roles`, { method: 'PUT', token: bossToken, body: { roles } });
    return { userId, token: await signIn(account) };
  };
  const [ada, bea] = [await join('ada'), await join('bea')];
  const [sam, olga] = [await join('sam', ['staff']), await join('olga', ['operator'])];
  const things = { ...(await orderOf(json, ada.token, sam.token)), userId: ada.userId };
  const tokens = { anonymous: undefined, other: bea.token, owner: ada.token, staff: sam.token, operator: olga.token };
  const close = async () => {
    await app.close();
    await database.drop();
  };
  return { app, databaseUrl: database.url, things, tokens, ask, close };
}

function heardIn({ status, headers, body }: RawAnswer, path: string, method = 'GET'): HeardAnswer {
  const [mediaType = ''] = headers['content-type']?.split(';') ?? [];
  return { method, path, status, mediaType, body: mediaType.endsWith('json') ? JSON.parse(body) : body };
}

type Json = <T>(path: string, sent: RawRequest) => Promise<T>;

interface SeenOrder {
  readonly payment: { readonly paymentId: string } | null;
  readonly shipment: { readonly shipmentId: string } | null;
}

async function orderOf(json: Json, token: string, staff: string): Promise<Omit<Things, 'userId'>> {
  const [sku, price] = ['mug', { amount: 100, currency: 'EUR' }];
  await json('/products', {
    method: 'POST',
    token: staff,
    body: { sku, title: 'Mug', description: '-', price, stock: 9 },
  });
  await json(`/products/${sku}/listing`, { method: 'PUT', token: staff }).catch(() => undefined);
  const shippingAddress = { name: 'Ada', street: 'Long Road 1', city: 'Bonn', country: 'DE' };
  const body = { lines: [{ sku, quantity: 1 }], shippingAddress, payment: { token: 'tok_ok' } };
  const orderId = await eventually(async () => {
    const placed = await json<{ orderId?: string }>('/orders', { method: 'POST', token, body });
    if (placed.orderId === undefined) throw new Error(JSON.stringify(placed));
    return placed.orderId;
  });
  return eventually(async () => {
    const { payment, shipment } = await json<SeenOrder>(`/orders/${orderId}`, { token });
    if (!payment || !shipment) throw new Error('The shipment is not prepared yet');
    return { orderId, sku, paymentId: payment.paymentId, shipmentId: shipment.shipmentId };
  });
}

function send(port: number, path: string, { method = 'GET', token, headers, body }: RawRequest): Promise<RawAnswer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const all = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, (answer) => {
      const answered = (heard: string) => resolve({ status: answer.statusCode!, headers: answer.headers, body: heard });
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        answer.once('data', (chunk: Buffer) => (answered(chunk.toString()), sent.destroy()));
        setTimeout(() => (answered(''), sent.destroy()), 300).unref();
        return;
      }
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => answered(Buffer.concat(chunks).toString()));
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
