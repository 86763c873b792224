import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';

/** A shop that runs for the measurements, in a database of its own. */
export interface Shop {
  readonly name: string;
  readonly origin: string;
  readonly databaseUrl: string;
  /** How its contexts hear each other. */
  readonly transport: string;
  /** Its processes by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** A customer's access token. */
  readonly token: string;
  close(): Promise<void>;
}

const admin = { email: 'admin@bench.example', password: 'only for measuring' };
const shopper = { email: 'shopper@bench.example', password: 'seven little teapots', name: 'Shopper' };

/** The shop as one process. */
export function openMonolith(adminUrl: string): Promise<Shop> {
  return open('one process', 'monolith', adminUrl, {});
}

/** The shop as `npm run split` runs it. */
export function openSplit(adminUrl: string, folder: string): Promise<Shop> {
  return open('split', 'split', adminUrl, { DATA_DIRECTORY: folder });
}

async function open(name: string, app: string, adminUrl: string, settings: NodeJS.ProcessEnv): Promise<Shop> {
  const databaseUrl = await createDatabase(adminUrl, `bench_${app}`);
  const program = new URL(`../../apps/shop/${app}/main.js`, import.meta.url).pathname;
  const env = {
    ...process.env,
    ...settings,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  };
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { origin, lines } = await opened(child);
  const pids = pidsIn(lines);
  const inside = Object.keys(pids).length === 0;
  return {
    name,
    origin,
    databaseUrl,
    transport: inside ? 'in process' : 'broker' in pids ? 'NATS' : 'HTTP',
    pids: { ...pids, [inside ? 'shop' : 'supervisor']: child.pid! },
    token: await stockTheShop(origin),
    close: () => stop(child),
  };
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(adminUrl);
  url.pathname = name;
  return url.href;
}

async function opened(child: ChildProcess): Promise<{ readonly origin: string; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout! })
    .on('line', (line) => {
      lines.push(line);
      const origin = /is open: (http\S+)/.exec(line)?.[1];
      if (origin !== undefined) resolve(origin);
    })
    .on('close', () => reject(new Error(`The shop did not start. It said:\n${lines.join('\n')}`)));
  return { origin: await promise, lines };
}

/** The supervisor of the split tells of each process that is ready: `orders │ ● ready pid 4711 http://…`. */
function pidsIn(lines: readonly string[]): Record<string, number> {
  const found = lines.map((line) => /^([a-z-]+\d*) +│ ● ready +pid (\d+)/.exec(line));
  return Object.fromEntries(found.filter((match) => match !== null).map(([, name, pid]) => [name, Number(pid)]));
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
  return logIn(origin, shopper);
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
