import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { type RunningProcess, startProcess } from '#test/processes';

const shop = 'dist/apps/shop/monolith/main.js';
const chosen = { ADMIN_EMAIL: 'admin@start.example', ADMIN_PASSWORD: 'only for this start' };

const startShop = (env: Record<string, string>) => startProcess(shop, { env: { PORT: '0', ...chosen, ...env } });
const originOf = async (process: RunningProcess) => (await process.waitForOutput(/is open: (http:\S+)/))[1]!;

interface ProductsPage {
  readonly items: readonly { readonly sku: string }[];
  readonly next: string | null;
}

const productsOn = async (origin: string): Promise<readonly string[]> => {
  const skus: string[] = [];
  for (let path: string | undefined = '/products?limit=100'; path !== undefined;) {
    const { items, next }: ProductsPage = await json(`${origin}${path}`);
    skus.push(...items.map(({ sku }) => sku));
    path = next === null ? undefined : `/products?limit=100&after=${next}`;
  }
  return skus;
};
const seesProducts = (origin: string, number: number) =>
  eventually(async () => {
    const skus = await productsOn(origin);
    if (skus.length !== number) throw new Error(`${skus.length} products are on sale`);
    return skus;
  });

async function takeOffTheShelf(origin: string, sku: string): Promise<void> {
  const admin = { email: chosen.ADMIN_EMAIL, password: chosen.ADMIN_PASSWORD };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(admin);
  const { accessToken } = await json<{ accessToken: string }>(`${origin}/sessions`, { method: 'POST', headers, body });
  const authorization = `Bearer ${accessToken}`;
  const { status } = await fetch(`${origin}/products/${sku}/listing`, { method: 'DELETE', headers: { authorization } });
  expect(status).toBe(204);
}

async function json<Body>(url: string, init?: RequestInit): Promise<Body> {
  return (await (await fetch(url, init)).json()) as Body;
}

describe('a start with wrong settings', () => {
  it.each([
    ['a port that is none', { PORT: 'abc' }, 'PORT is "abc": must be a whole number from 0 to 65535.'],
    [
      'a time without a unit',
      { CHECKOUT_PAYMENT_TIMEOUT: '30' },
      'CHECKOUT_PAYMENT_TIMEOUT is "30": must be a number with a unit',
    ],
    [
      'no administrator in production',
      { NODE_ENV: 'production', ADMIN_EMAIL: '' },
      'ADMIN_EMAIL is not set; in production it must be.',
    ],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/shop' },
      'correct the address in DATABASE_URL',
    ],
  ])('ends with one sentence for %s', async (_, env, sentence) => {
    const process = startShop(env);
    expect(await process.exited).toEqual({ code: 1, signal: null });
    expect(process.output).toContain(sentence);
    expect(process.output).not.toMatch(/\n\s+at /);
  });

  it('names every wrong setting at once', async () => {
    const process = startShop({ PORT: '-1', LOG_LEVEL: 'loud' });
    await process.exited;
    expect(process.output).toMatch(/PORT is "-1"[^]*LOG_LEVEL is "loud"|LOG_LEVEL is "loud"[^]*PORT is "-1"/);
  });
});

describe('a taken port', () => {
  let database: TestDatabase;
  let holder: Server;

  beforeAll(async () => {
    database = await createTestDatabase();
    holder = createServer();
    await new Promise<void>((listening) => holder.listen(0, 'localhost', listening));
  });
  afterAll(async () => {
    holder.close();
    await database.drop();
  });

  it('is left to its holder, and the next free one is named', async () => {
    const { port: taken } = holder.address() as { port: number };
    const process = startShop({ DATABASE_URL: database.url, PORT: String(taken) });
    const origin = await originOf(process);
    expect(Number(new URL(origin).port)).toBeGreaterThan(taken);
    expect(process.output).toContain(`Port ${taken} is taken, so the shop uses ${new URL(origin).port}.`);
    process.kill();
    expect(await process.exited).toEqual({ code: 0, signal: null });
  });
});

describe('the memory that a start takes', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is given back once the shop is at rest', async () => {
    const origin = await originOf(startShop({ DATABASE_URL: database.url }));
    const megabytesForTheYoung = async () => {
      const text = await (await fetch(`${origin}/metrics`)).text();
      return Number(/^nodejs_heap_space_size_total_bytes\{space="new"\} (\d+)/m.exec(text)![1]) / 1e6;
    };
    await eventually(async () => expect(await megabytesForTheYoung()).toBeLessThan(16), {
      within: 30_000,
      every: 1_000,
    });
  });
});

describe('a start without a database', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(process.cwd(), '.data', 'start-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('brings its own with 200 products, finds its data again after a kill, and takes it away when it ends', async () => {
    const env = { DATA_DIRECTORY: folder, DATABASE_URL: '', SEED_CATALOGUE: 'true' };
    const first = startShop(env);
    await first.waitForOutput(/Place an order:\ncurl -s /);
    const opened = await originOf(first);
    await seesProducts(opened, 200);
    await takeOffTheShelf(opened, 'tray-oak');
    const products = await seesProducts(opened, 199);
    first.kill('SIGKILL');
    await first.exited;

    const second = startShop(env);
    const origin = await originOf(second);
    expect(await productsOn(origin)).toEqual(products);
    second.kill('SIGTERM');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    await eventually(() => expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false));
  });
});
