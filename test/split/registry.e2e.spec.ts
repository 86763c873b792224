import { newInternalKey } from '#platform/security';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { TestBroker } from '#test/nats';
import { type RunningProcess, startProcess } from '#test/processes';

const keysPath = '/.well-known/jwks.json';
const gatewayKey = await newInternalKey('gateway');
const usersKey = await newInternalKey('users');

let broker: TestBroker;
let database: TestDatabase;
let gateway: RunningProcess;
let origin: string;

beforeAll(async () => {
  broker = await TestBroker.start();
  database = await createTestDatabase();
  gateway = startProcess('dist/apps/shop/gateway/main.js', {
    env: { ...common(), PORT: '0', INTERNAL_PRIVATE_KEY: JSON.stringify(gatewayKey.privateKey) },
  });
  [, origin] = (await gateway.waitForOutput(/The gateway of the shop is ready: (http:\S+)/)) as unknown as [
    string,
    string,
  ];
});
afterAll(async () => {
  gateway.kill('SIGKILL');
  await gateway.exited;
  await broker.close();
  await database.drop();
});

const common = () => ({ NATS_URL: broker.url, CONTEXT_REGISTRY: 'nats', TRANSPORT: 'nats' });
const instances: RunningProcess[] = [];
const keys = () => fetch(`${origin}${keysPath}`, { signal: AbortSignal.timeout(10_000) });
const hasTraffic = (instance: RunningProcess) => instance.output.includes(`GET ${keysPath} 200`);

async function newInstance(): Promise<RunningProcess> {
  const instance = startProcess('dist/apps/shop/users/main.js', {
    env: {
      ...common(),
      DATABASE_URL: database.url,
      ADMIN_EMAIL: 'admin@shop.local',
      ADMIN_PASSWORD: 'a dozen brass kettles',
      HOST: '127.0.0.1',
      PORT: '0',
      HTTP_ACCESS_LOG: 'info',
      INTERNAL_PRIVATE_KEY: JSON.stringify(usersKey.privateKey),
      INTERNAL_PUBLIC_KEYS: JSON.stringify({ keys: [gatewayKey.publicKey, usersKey.publicKey] }),
    },
  });
  instances.push(instance);
  await instance.waitForOutput(/The users is ready/);
  return instance;
}

describe('an instance that makes itself known to the registry', () => {
  it('gets traffic within two seconds, beside those that are there', async () => {
    for (const number of [1, 2]) {
      const instance = await newInstance();
      await eventually(
        async () => {
          expect((await keys()).status).toBe(200);
          expect(hasTraffic(instance)).toBe(true);
        },
        { within: 2_000, every: 20 },
      );
      expect(instances).toHaveLength(number);
    }
  });

  it('loses it when it is killed, and nobody notices', async () => {
    instances[0]!.kill('SIGKILL');
    const until = performance.now() + 5_000;
    while (performance.now() < until) expect((await keys()).status).toBe(200);
  });

  it('loses it when it stops', async () => {
    const third = await newInstance();
    await eventually(async () => {
      await keys();
      expect(hasTraffic(third)).toBe(true);
    });
    third.kill('SIGTERM');
    const ended = third.exited.then(() => true);
    let isOver = false;
    void ended.then(() => (isOver = true));
    while (!isOver) expect((await keys()).status).toBe(200);
    expect(await third.exited).toEqual({ code: 0, signal: null });
  });
});
