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

const productsOf = (origin: string) =>
  eventually(async () => {
    const { items } = (await (await fetch(`${origin}/products`)).json()) as { items: { sku: string }[] };
    if (items.length < 12) throw new Error(`${items.length} products are on sale`);
    return items.map(({ sku }) => sku);
  });

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

describe('a start without a database', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(process.cwd(), '.data', 'start-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('brings its own, finds its data again after a kill, and takes it away when it ends', async () => {
    const env = { DATA_DIRECTORY: folder, DATABASE_URL: '', SEED_CATALOGUE: 'true' };
    const first = startShop(env);
    await first.waitForOutput(/Place an order:\ncurl -s /);
    const products = await productsOf(await originOf(first));
    first.kill('SIGKILL');
    await first.exited;

    const second = startShop(env);
    const origin = await originOf(second);
    expect(await productsOf(origin)).toEqual(products);
    second.kill('SIGTERM');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    await eventually(() => expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false));
  });
});
