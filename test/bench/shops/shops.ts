import { createDatabase, onServer } from '../logs/databases.js';
import { startProgram, stop } from './programs.js';

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
  /** Stops it; its data go with it. */
  close(): Promise<void>;
}

const admin = { email: 'admin@bench.example', password: 'only for measuring' };
const shopper = { email: 'shopper@bench.example', password: 'seven little teapots', name: 'Shopper' };

/** What every shop that is measured is told. */
export const shopSettings = {
  PORT: '0',
  LOG_LEVEL: 'warn',
  TOKEN_LIFE: '1d',
  ADMIN_EMAIL: admin.email,
  ADMIN_PASSWORD: admin.password,
};

/** The shop as one process. */
export function openMonolith(serverUrl: string): Promise<Shop> {
  return open('one process', 'monolith', serverUrl, {});
}

/** The shop as `npm run split` runs it. */
export function openSplit(serverUrl: string, folder: string): Promise<Shop> {
  return open('split', 'split', serverUrl, { DATA_DIRECTORY: folder });
}

/** Runs work with shops, and stops them. */
export async function withShops<T>(
  opening: readonly (() => Promise<Shop>)[],
  work: (first: Shop, ...others: Shop[]) => Promise<T>,
): Promise<T> {
  const shops: Shop[] = [];
  try {
    for (const open of opening) shops.push(await open());
    return await work(...(shops as [Shop]));
  } finally {
    for (const shop of shops) await shop.close();
  }
}

let opened = 0;

async function open(name: string, app: string, serverUrl: string, settings: NodeJS.ProcessEnv): Promise<Shop> {
  const database = `bench_${app}_${++opened}`;
  const databaseUrl = await createDatabase(serverUrl, database);
  const env = {
    ...settings,
    ...shopSettings,
    DATABASE_URL: databaseUrl,
  };
  const { child, origin, lines } = await startProgram([`dist/apps/shop/${app}/main.js`], env, /is open: (http\S+)/);
  const pids = pidsIn(lines);
  const inside = Object.keys(pids).length === 0;
  return {
    name,
    origin,
    databaseUrl,
    transport: inside ? 'in process' : 'broker' in pids ? 'NATS' : 'HTTP',
    pids: { ...pids, [inside ? 'shop' : 'supervisor']: child.pid! },
    token: await stockTheShop(origin),
    close: async () => {
      await stop(child);
      await onServer(serverUrl, `drop database ${database} with (force)`);
    },
  };
}

/** The supervisor of the split tells of each process that is ready: `orders │ ● ready pid 4711 http://…`. */
function pidsIn(lines: readonly string[]): Record<string, number> {
  const found = lines.map((line) => /^([a-z-]+\d*) +│ ● ready +pid (\d+)/.exec(line));
  return Object.fromEntries(found.filter((match) => match !== null).map(([, name, pid]) => [name, Number(pid)]));
}

/** Offers what is ordered, and answers with the access token of a new customer. */
export async function stockTheShop(origin: string): Promise<string> {
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
