import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { startProcess } from '#test/processes';
import { rolePrefix } from '#test/roles';
import { startMonolith } from '../drivers/monolith.js';
import { expectStatus } from '../drivers/caller.js';
import { following } from '../drivers/following.js';
import { newAccount } from '../drivers/shop-under-test.js';
import { expectCleanEnd, runningOf, type Split, startSplit } from '../drivers/split.js';

const overHttp = { TRANSPORT: 'http' };

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(process.cwd(), '.data', 'split-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

const loops = new Set<() => void>();
afterEach(() => loops.forEach((end) => end()));

/** Asks again and again, and notes what was answered, until it is told to stop. */
function asking(url: string, everyMilliseconds = 10) {
  const statuses: (number | string)[] = [];
  let isOver = false;
  loops.add(() => (isOver = true));
  const ask = () => fetch(url, { signal: AbortSignal.timeout(15_000) }).then(({ status }) => status, String);
  const done = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (!isOver) {
        statuses.push(await ask());
        await pause(everyMilliseconds);
      }
    }),
  );
  return {
    /** Resolves once so many more were answered. */
    answeredMore: async (requests: number) => {
      const wanted = statuses.length + requests;
      await eventually(() => expect(statuses.length).toBeGreaterThanOrEqual(wanted), { within: 60_000 });
    },
    stop: async () => {
      isOver = true;
      await done;
      return new Set(statuses);
    },
  };
}

// One split for all of these, each leaves it as the next one needs it: starting one costs as much as what is looked at here.
describe('a split over NATS', () => {
  let holder: Server;
  let split: Split;
  const taken = () => (holder.address() as { port: number }).port;
  beforeAll(async () => {
    holder = createServer();
    await new Promise<void>((listening) => holder.listen(0, 'localhost', listening));
    split = await startSplit(database.url, {
      TRANSPORT: 'nats',
      DATA_DIRECTORY: join(folder, 'brokered'),
      PORT: String(taken()),
      SPLIT_INSTANCES: 'catalog=2',
    });
  });
  afterAll(() => void holder.close());

  it('leaves a taken port to its holder', () => {
    const { port } = new URL(split.shop.origin);
    expect(Number(port)).toBeGreaterThan(taken());
    expect(split.process.output).toContain(`Port ${taken()} is taken, so the shop uses ${port}.`);
  });

  it('starts a process again that dies, and reading waits for it', async () => {
    const reading = asking(`${split.shop.origin}/.well-known/jwks.json`, 50);
    const others = asking(`${split.shop.origin}/products`);
    await Promise.all([reading.answeredMore(20), others.answeredMore(20)]);
    const before = split.pidOf('users');
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(split.pidOf('users')).not.toBe(before), { within: 20_000 });
    await eventually(async () => expect((await fetch(`${split.shop.origin}/.well-known/jwks.json`)).status).toBe(200), {
      within: 5_000,
    });
    expect([...(await reading.stop())].filter((status) => ![200, 503].includes(status as number))).toEqual([]);
    expect(await others.stop()).toEqual(new Set([200]));
  });

  it('tells each change of an order once, through the death of the process that tells it', async () => {
    const { staff, shopper } = await split.shop.people();
    const { orderId, shipment } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const updates = await following(split.shop, shopper, orderId);
    await updates.sees(({ orderUpdated }) => orderUpdated.status === 'PAID');
    const before = split.pidOf('orders');
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(split.pidOf('orders')).not.toBe(before), { within: 20_000 });
    expectStatus(await staff.dispatch(shipment!.shipmentId), 200);
    await updates.sees(({ orderUpdated }) => orderUpdated.status === 'SHIPPED');
    await updates.cut();
    expect(updates.ids).toEqual([...new Set(updates.ids)]);
  });

  it('costs no reader anything when a process dies of which there is another', async () => {
    const reading = asking(`${split.shop.origin}/products`);
    await reading.answeredMore(100);
    const before = split.pidOf('catalog-1');
    process.kill(before, 'SIGKILL');
    await reading.answeredMore(200);
    await eventually(() => expect(split.pidOf('catalog-1')).not.toBe(before), { within: 20_000 });
    await reading.answeredMore(200);
    expect(await reading.stop()).toEqual(new Set([200]));
  });

  it('takes its processes along when it is killed', async () => {
    const pids = split.pids();
    expect(await runningOf(pids)).toHaveLength(9);
    split.process.kill('SIGKILL');
    await eventually(async () => expect(await runningOf(pids)).toEqual([]), { within: 15_000 });
  });
});

/** A split whose processes are there and do not serve yet. */
async function splitThatStarts() {
  const settings = { DATABASE_URL: database.url, DATABASE_ROLE_PREFIX: rolePrefix, PORT: '0', ...overHttp };
  const split = startProcess('dist/apps/shop/split/main.js', { env: settings });
  await split.waitForOutput(/gateway +│ ● starting/);
  const pids = [...split.output.matchAll(/● starting +pid (\d+)/g)].map(([, pid]) => Number(pid));
  return { split, pids };
}

describe('a split that is killed while it starts', () => {
  it('leaves no process behind', async () => {
    const { split, pids } = await splitThatStarts();
    split.kill('SIGKILL');
    await eventually(async () => expect(await runningOf(pids)).toEqual([]), { within: 60_000 });
  });
});

describe('a split whose output nobody reads any more', () => {
  it('ends as by Ctrl-C', async () => {
    const { split, pids } = await splitThatStarts();
    split.stopReading();
    expect(await split.exited).toEqual({ code: 0, signal: null });
    expect(split.output).not.toContain('EPIPE');
    expect(await runningOf(pids)).toEqual([]);
  });
});

describe('a split that cannot start', () => {
  it('says so in one sentence, and leaves no process behind', async () => {
    const settings = {
      DATABASE_URL: database.url,
      DATABASE_ROLE_PREFIX: rolePrefix,
      LOGIN_ATTEMPTS: 'many',
      PORT: '0',
      ...overHttp,
    };
    const split = startProcess('dist/apps/shop/split/main.js', { env: settings });
    expect(await split.exited).toEqual({ code: 1, signal: null });
    expect(split.output).toContain('LOGIN_ATTEMPTS is "many": must be a whole number');
    const pids = [...split.output.matchAll(/● \w+ +pid (\d+)/g)].map(([, pid]) => Number(pid));
    expect(await runningOf(pids)).toEqual([]);
  });
});

describe('moving from one process to many', () => {
  const settings = () => ({ DATABASE_URL: '', DATA_DIRECTORY: join(folder, 'moved') });
  let split: Split;

  it('is stopping one and starting the other', async () => {
    const whole = await startMonolith('', settings());
    const { staff, shopper } = await whole.shop.people();
    const { orderId } = await shopper.orderReadyToGo({ [await staff.sells()]: 1 });
    const account = newAccount();
    await whole.shop.visitor().post('/users', account);
    whole.process.kill();
    await whole.process.exited;

    split = await startSplit('', { ...settings(), ...overHttp });
    const people = await split.shop.people();
    const seen = await people.staff.get<{ status: string }>(`/orders/${orderId}`);
    expect(seen).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(await split.shop.signIn(account)).toEqual(expect.any(String));
  });

  it('and back again is Ctrl-C, which ends the gateway first and leaves no process behind', () =>
    expectCleanEnd(split));
});
