import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { freePorts } from '#test/free-ports';
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

describe('a shop that can write no log', () => {
  let database: TestDatabase;
  let unwritable: FileHandle;
  beforeAll(async () => {
    database = await createTestDatabase();
    unwritable = await open('package.json', 'r');
  });
  afterAll(() => Promise.all([database.drop(), unwritable.close()]));

  it('serves, and stops when it is told to', async () => {
    const [port] = await freePorts(1);
    const env = { ...chosen, DATABASE_URL: database.url, PORT: String(port), LOG_LEVEL: 'info' };
    const process = startProcess(shop, { env, stdout: unwritable.fd });
    await process.waitForHttp(`http://localhost:${port}/health/ready`);
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
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(process.cwd(), '.data', 'start-'));
    env = { DATA_DIRECTORY: folder, DATABASE_URL: '', SEED_CATALOGUE: 'true' };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Whether the database that a process started is there; it says when the data could not be in the folder asked for. */
  const hasDatabase = ({ output }: RunningProcess) => {
    const directory = /the data is in (\S+)\.\n/.exec(output)?.[1] ?? join(folder, 'postgres');
    return existsSync(join(directory, 'data', 'postmaster.pid'));
  };

  it('brings its own with 200 products, finds its data again after a kill, and takes it away when it ends', async () => {
    const first = startShop(env);
    await first.waitForOutput(/Place an order:\ncurl -s /);
    const opened = await originOf(first);
    await seesProducts(opened, 200);
    await takeOffTheShelf(opened, 'tray-oak');
    const products = await seesProducts(opened, 199);
    first.kill('SIGKILL');
    await first.exited;
    expect(hasDatabase(first)).toBe(true);

    const second = startShop(env);
    const origin = await originOf(second);
    expect(await productsOn(origin)).toEqual(products);
    second.kill('SIGTERM');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    expect(hasDatabase(second)).toBe(false);
  });

  it('takes it away when it fails, and says why in one sentence', async () => {
    const process = startShop({ ...env, PAYMENTS_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/payments' });
    expect(await process.exited).toEqual({ code: 1, signal: null });
    expect(process.output).toContain('The database address of payments carries no password');
    expect(process.output).not.toMatch(/\n\s+at |"level":"warn"/);
    expect(hasDatabase(process)).toBe(false);
  });

  describe('beside a server that says nothing', () => {
    let asked = 0;
    const server = createServer(() => (asked += 1));
    beforeAll(async () => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      env = { ...env, PAYMENTS_DATABASE_URL: `postgres://somebody:secret@127.0.0.1:${port}/payments` };
    });
    beforeEach(() => (asked = 0));
    afterAll(() => server.close());

    it('takes it away when it is told to stop before it serves', async () => {
      const process = startShop(env);
      await eventually(() => expect(asked).toBeGreaterThan(0));
      expect(hasDatabase(process)).toBe(true);
      process.kill('SIGINT');
      expect(await process.exited).toEqual({ code: 0, signal: null });
      expect(hasDatabase(process)).toBe(false);
    });

    it('takes it away when it is a command that is interrupted', async () => {
      const process = startProcess('dist/apps/shop/tearline/main.js', { args: ['verify'], env });
      await eventually(() => expect(asked).toBeGreaterThan(0));
      expect(hasDatabase(process)).toBe(true);
      process.kill('SIGINT');
      expect(await process.exited).toEqual({ code: null, signal: 'SIGINT' });
      expect(hasDatabase(process)).toBe(false);
    });
  });
});
