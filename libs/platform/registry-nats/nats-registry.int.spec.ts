import { Broker, patient } from '#platform/feed-nats';
import { eventually } from '#test/eventually';
import { TestBroker } from '#test/nats';
import { NatsRegistry } from './index.js';

process.env['LOG_LEVEL'] = 'silent';

let broker: TestBroker;
const open: NatsRegistry[] = [];

beforeAll(async () => {
  broker = await TestBroker.start();
}, 60_000);
afterEach(() => Promise.all(open.splice(0).map((registry) => registry.stop())));
afterAll(() => broker.close());

const instance = (port: number, ...contexts: string[]) => ({
  contexts,
  version: '1',
  address: `http://127.0.0.1:${port}`,
});

function registry(): NatsRegistry {
  const made = new NatsRegistry(new Broker({ ...patient, servers: [broker.url] }), 'spec_registry');
  open.push(made);
  return made;
}

async function watching(): Promise<NatsRegistry> {
  const made = registry();
  await made.start();
  return made;
}

/** Ends as a killed process does: it renews nothing and says nothing. */
function kill(killed: NatsRegistry): void {
  Object.assign(killed, { own: undefined });
}

describe('an instance', () => {
  it('is found within two seconds, by each of its contexts', async () => {
    const gateway = await watching();
    let changes = 0;
    gateway.onChange(() => changes++);
    await registry().announce(instance(4001, 'payments', 'shipping'));
    await eventually(() => expect(gateway.of('payments')).toEqual(['http://127.0.0.1:4001']), { within: 2_000 });
    expect(gateway.of('shipping')).toEqual(['http://127.0.0.1:4001']);
    expect(gateway.of('orders')).toEqual([]);
    expect(changes).toBeGreaterThan(0);
  });

  it('is found by those who come later, beside others', async () => {
    await Promise.all([registry().announce(instance(4002, 'orders')), registry().announce(instance(4003, 'orders'))]);
    const gateway = await watching();
    const both = ['http://127.0.0.1:4002', 'http://127.0.0.1:4003'];
    await eventually(() => expect([...gateway.of('orders')].toSorted()).toEqual(both), { within: 2_000 });
  });

  it('is gone at once when it withdraws', async () => {
    const leaving = registry();
    await leaving.announce(instance(4005, 'users'));
    const gateway = await watching();
    await eventually(() => expect(gateway.of('users')).toHaveLength(1));
    await leaving.withdraw();
    await eventually(() => expect(gateway.of('users')).toEqual([]), { within: 500, every: 10 });
  });

  it('is gone within five seconds when it is killed, and stays for as long as it renews itself', async () => {
    const killed = registry();
    await Promise.all([registry().announce(instance(4004, 'catalog')), killed.announce(instance(4006, 'users'))]);
    const gateway = await watching();
    await eventually(() => expect([...gateway.of('catalog'), ...gateway.of('users')]).toHaveLength(2));
    kill(killed);
    let staying = gateway.of('catalog').length;
    const look = () => {
      staying = Math.min(staying, gateway.of('catalog').length);
      expect(gateway.of('users')).toEqual([]);
    };
    await eventually(look, { within: 5_000 });
    expect(staying).toBe(1);
  });

  it('stays known while the broker is away, and is found again after the broker has forgotten everything', async () => {
    await registry().announce(instance(4007, 'analytics'));
    const gateway = await watching();
    await eventually(() => expect(gateway.of('analytics')).toHaveLength(1));
    await broker.kill();
    const until = performance.now() + 4_000;
    await eventually(() => {
      expect(gateway.of('analytics')).toHaveLength(1);
      if (performance.now() < until) throw new Error('not yet');
    });
    await broker.wipe();
    await broker.restart();
    const late = await watching();
    await eventually(() => expect(late.of('analytics')).toHaveLength(1), { within: 5_000 });
    expect(gateway.of('analytics')).toHaveLength(1);
  });
});
