import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import pg from 'pg';

/** What placing orders over HTTP costs, with all consumers running beside it. */
export interface OrdersRow {
  readonly connections: number;
  readonly placedPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Orders whose shipment was prepared, per second from the first order to the last shipment. */
  readonly completedPerSecond: number;
}

const admin = { email: 'admin@bench.example', password: 'only for measuring' };
const shopper = { email: 'shopper@bench.example', password: 'seven little teapots', name: 'Shopper' };

/** Places orders through a shop of its own for so many seconds. */
export async function measureOrders(databaseUrl: string, connections: number, seconds: number): Promise<OrdersRow> {
  const shop = await openShop(databaseUrl);
  try {
    const token = await stockTheShop(shop.origin);
    await placeOrders(shop.origin, token, connections, 3);
    const before = await settled(databaseUrl);
    const start = performance.now();
    const placed = await placeOrders(shop.origin, token, connections, seconds);
    const after = await settled(databaseUrl);
    return {
      connections,
      placedPerSecond: placed['2xx'] / placed.duration,
      p50: placed.latency.p50,
      p99: placed.latency.p99,
      failed: placed.non2xx + placed.errors,
      completedPerSecond: (after - before) / ((performance.now() - start) / 1000),
    };
  } finally {
    await shop.close();
  }
}

async function openShop(databaseUrl: string) {
  const app = new URL('../../apps/shop/monolith/main.js', import.meta.url).pathname;
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  };
  const child = spawn(process.execPath, ['--enable-source-maps', app], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { origin: await originOf(child), close: () => stop(child) };
}

async function originOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const origin = /is open: (http:\S+)/.exec(line)?.[1];
    if (origin !== undefined) {
      child.stdout!.resume();
      return origin;
    }
  }
  throw new Error('The shop did not start; its own words are above.');
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function stockTheShop(origin: string): Promise<string> {
  const staff = await logIn(origin, admin);
  const product = {
    sku: 'bench',
    title: 'Bench',
    description: 'For measuring.',
    price: { amount: 1999, currency: 'EUR' },
    stock: 100_000_000,
  };
  await send(origin, 'POST', '/products', product, staff);
  await send(origin, 'PUT', '/products/bench/listing', undefined, staff);
  await send(origin, 'POST', '/users', shopper);
  const token = await logIn(origin, shopper);
  while ((await placeOrders(origin, token, 1, 1)).non2xx > 0) continue;
  return token;
}

async function logIn(origin: string, { email, password }: { email: string; password: string }): Promise<string> {
  const { accessToken } = (await send(origin, 'POST', '/sessions', { email, password })) as { accessToken: string };
  return accessToken;
}

async function send(origin: string, method: string, path: string, body?: object, token?: string): Promise<unknown> {
  const answer = await fetch(origin + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function placeOrders(origin: string, token: string, connections: number, seconds: number) {
  return autocannon({
    url: `${origin}/orders`,
    method: 'POST',
    connections,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      lines: [{ sku: 'bench', quantity: 1 }],
      shippingAddress: { name: 'Shopper', street: 'Rua Augusta 1', city: 'Lisbon', country: 'PT' },
      payment: { token: 'tok_ok' },
    }),
  });
}

/** Waits until every order has its shipment; answers how many there are. */
async function settled(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ placed: number; prepared: number }>(
        `select (select count(*)::int from orders.events where type = 'OrderPlaced') as placed,
                (select count(*)::int from orders.events where type = 'ShipmentPrepared') as prepared`,
      );
      if (rows[0]!.placed === rows[0]!.prepared) return rows[0]!.prepared;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await client.end();
  }
}
