import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { Broker } from '#platform/feed-nats';
import { NatsRegistry } from '#platform/registry-nats';
import { Authority, type KeyedCertificate } from '#platform/authority';
import { CertificateFiles } from '#test/certificates';
import { eventually } from '#test/eventually';
import { TestBroker } from '#test/nats';
import { brokerConfiguration, gatewayUserOf, quoted, userOf } from './index.js';

process.env['LOG_LEVEL'] = 'silent';

/** How long what is allowed may take to happen, in milliseconds: a right too few is told in seconds. */
const within = 5_000;

// Orders hears payments; shipping hears both; nobody hears shipping.
const hearings = {
  orders: { 'orders.checkout': ['payments'] },
  payments: {},
  shipping: { 'shipping.orders': ['orders', 'payments'] },
};
const contexts = ['orders', 'payments', 'shipping'];
const users = [gatewayUserOf('sys'), ...contexts.map((name) => userOf('sys', name, [name], hearings))];

let files: CertificateFiles;
let broker: TestBroker;
let ofProcess: KeyedCertificate;
const open = new Map<string, NatsConnection>();

beforeAll(async () => {
  files = await CertificateFiles.make();
  const server = await files.identity('broker', await files.authority.issue('broker'));
  ofProcess = await files.authority.issue('process');
  const tls = { certificate: server.cert, key: server.key, authority: await files.authorityFile() };
  const passwordOf = (user: string) => quoted(`password of ${user}`);
  broker = await TestBroker.start(brokerConfiguration({ users, passwordOf, tls }));
  for (const { name } of users) open.set(name, await connect(as(name)));
  for (const name of contexts) await makeOwn(name);
}, 60_000);
afterAll(async () => {
  await Promise.all([...open.values()].map((connection) => connection.close()));
  await broker.close();
  await files.remove();
});

function as(user: string, options: NodeConnectionOptions = {}): NodeConnectionOptions {
  const { certificate: cert, key } = ofProcess;
  return {
    servers: broker.url,
    user,
    pass: `password of ${user}`,
    inboxPrefix: `_INBOX_${user}`,
    tls: { ca: files.authority.certificate, cert, key },
    ...options,
  };
}

const connectionOf = (user: string) => open.get(user)!;
const managerOf = (user: string) => jetstreamManager(connectionOf(user), { timeout: 1_000, checkAPI: false });

async function makeOwn(name: string): Promise<void> {
  const manager = await managerOf(name);
  await manager.streams.add({ name: `sys_${name}`, subjects: [`sys.${name}.*.>`] });
  await jetstream(connectionOf(name)).publish(`sys.${name}.0.${name}.happened.v1`, name);
}

const durable = (name: string) => ({ durable_name: name, ack_policy: AckPolicy.Explicit });
/** How the client tells that the broker forbids a subject: as such, or by no answer, the question being dropped. */
const isRefused = (attempt: Promise<unknown>) =>
  expect(attempt).rejects.toThrow(/[Pp]ermissions? [Vv]iolation|timeout/);
const publishing = (user: string, subject: string) =>
  jetstream(connectionOf(user), { timeout: 1_000 }).publish(subject, 'forged', { retries: 0 });

interface Hearing {
  readonly messages: string[];
  refusal?: Error;
}

/** What a user hears of a subject from now on. A refusal is there at once: the broker tells it before it answers the flush. */
async function hearing(user: string, subject: string): Promise<Hearing> {
  const heard: Hearing = { messages: [] };
  connectionOf(user).subscribe(subject, {
    callback: (error, message) => {
      if (error) heard.refusal = error;
      else heard.messages.push(message.string());
    },
  });
  await connectionOf(user).flush();
  return heard;
}

describe('a user of the broker', () => {
  it.each(contexts)('%s makes, fills, changes and makes anew its own stream', async (name) => {
    const manager = await managerOf(name);
    await manager.streams.update(`sys_${name}`, { max_bytes: 1_000_000 });
    await manager.streams.delete(`sys_${name}`);
    await makeOwn(name);
    connectionOf(name).publish(`sys.${name}.heartbeat`);
    expect((await manager.streams.info(`sys_${name}`)).state.messages).toBe(1);
    const last = await manager.streams.getMessage(`sys_${name}`, { last_by_subj: `sys.${name}.*.>` });
    expect(last?.string()).toBe(name);
  });

  it('reads what it hears, by its own consumer', async () => {
    const manager = await managerOf('shipping');
    for (const source of ['orders', 'payments']) {
      await manager.consumers.add(`sys_${source}`, durable('shipping_orders'));
      const consumer = await jetstream(connectionOf('shipping')).consumers.get(`sys_${source}`, 'shipping_orders');
      const message = await consumer.next({ expires: 2_000 });
      expect(message?.string()).toBe(source);
      await message!.ackAck();
    }
    const heard = await hearing('shipping', 'sys.orders.heartbeat');
    connectionOf('orders').publish('sys.orders.heartbeat', 'alive');
    await eventually(() => expect(heard.messages).toEqual(['alive']), { within });
  });

  it('publishes nothing in the name of another', async () => {
    await isRefused(publishing('orders', 'sys.payments.0.payments.happened.v1'));
    const stored = (await (await managerOf('payments')).streams.info('sys_payments')).state.messages;
    expect(stored).toBe(1);
    const heard = await hearing('shipping', 'sys.payments.heartbeat');
    connectionOf('orders').publish('sys.payments.heartbeat', 'forged');
    await connectionOf('orders').flush();
    connectionOf('payments').publish('sys.payments.heartbeat', 'true');
    await eventually(() => expect(heard.messages).toEqual(['true']), { within });
  });

  it.each(['_INBOX_payments.>', '_INBOX.>', 'sys.shipping.heartbeat', 'sys.>', '$JS.API.>', '$KV.>', '>'])(
    'does not hear %s',
    async (subject) => {
      expect(String((await hearing('orders', subject)).refusal)).toMatch(/permissions violation/i);
    },
  );

  it('does not read what it does not hear', async () => {
    const manager = await managerOf('payments');
    await isRefused(manager.consumers.add('sys_orders', durable('payments_orders')));
    await isRefused(manager.consumers.add('sys_orders', { ack_policy: AckPolicy.None }));
    await isRefused(manager.streams.getMessage('sys_orders', { seq: 1 }));
    await isRefused(manager.streams.info('sys_orders'));
    await isRefused(
      jetstream(connectionOf('payments'), { timeout: 1_000 }).consumers.get('sys_orders', 'shipping_orders'),
    );
  });

  it("does not touch another's consumer of what it does hear", async () => {
    await (await managerOf('shipping')).consumers.add('sys_payments', durable('shipping_orders'));
    const manager = await managerOf('orders');
    await isRefused(manager.consumers.add('sys_payments', durable('shipping_orders')));
    await isRefused(manager.consumers.delete('sys_payments', 'shipping_orders'));
    await isRefused(manager.consumers.info('sys_payments', 'shipping_orders'));
    const next = '$JS.API.CONSUMER.MSG.NEXT.sys_payments.shipping_orders';
    await isRefused(connectionOf('orders').request(next, '1', { timeout: 1_000 }));
  });

  it("does not delete, empty or change another's stream", async () => {
    const manager = await managerOf('orders');
    await isRefused(manager.streams.delete('sys_payments'));
    await isRefused(manager.streams.purge('sys_payments'));
    await isRefused(manager.streams.update('sys_payments', { max_bytes: 1 }));
    await isRefused(manager.streams.deleteMessage('sys_payments', 1));
    await isRefused(manager.streams.add({ name: 'sys_more', subjects: ['anything'] }));
    expect((await (await managerOf('payments')).streams.info('sys_payments')).state.messages).toBe(1);
  });
});

describe("the broker's own questions", () => {
  it.each([
    'STREAM.UPDATE.sys_payments',
    'STREAM.PURGE.sys_payments',
    'STREAM.DELETE.sys_payments',
    'STREAM.MSG.DELETE.sys_payments',
    'STREAM.MSG.GET.sys_payments',
    'STREAM.NAMES',
    'STREAM.LIST',
    'CONSUMER.NAMES.sys_payments',
    'CONSUMER.DELETE.sys_payments.shipping_orders',
    'CONSUMER.DURABLE.CREATE.sys_payments.shipping_orders',
    'CONSUMER.CREATE.sys_orders',
    'DIRECT.GET.sys_payments',
    'STREAM.PURGE.KV_sys_registry',
  ])('are not answered to orders: %s', async (question) => {
    await isRefused(connectionOf('orders').request(`$JS.API.${question}`, '{}', { timeout: 1_000 }));
  });
});

describe('the registry', () => {
  const bucketFor = (user: string): Promise<KV> => new Kvm(connectionOf(user)).open('sys_registry');
  const opened: NatsRegistry[] = [];
  const registryFor = (user: string, purpose?: 'looks') => {
    const registry = new NatsRegistry(new Broker(as(user)), 'sys_registry', purpose);
    opened.push(registry);
    return registry;
  };
  afterEach(() => Promise.all(opened.splice(0).map((registry) => registry.stop())));

  const instance = (context: string) => ({
    contexts: [context],
    version: '1',
    address: `https://127.0.0.1/${context}`,
  });

  it('is made and written by contexts, and watched by the gateway', async () => {
    const [gateway, orders] = [registryFor('gateway', 'looks'), registryFor('orders')];
    await gateway.start();
    await orders.announce(instance('orders'));
    await eventually(() => expect(gateway.of('orders')).toEqual(['https://127.0.0.1/orders']), { within });
    await orders.withdraw();
    await eventually(() => expect(gateway.of('orders')).toEqual([]), { within });
  });

  it('takes from a user no entry of another context', async () => {
    const [orders, payments] = [await bucketFor('orders'), registryFor('payments')];
    await payments.announce(instance('payments'));
    const key = `instance.payments.${Buffer.from('https://127.0.0.1/payments').toString('base64url')}`;
    await isRefused(orders.put(key, '{}'));
    await isRefused(orders.put('instance.payments.other', '{}'));
    await isRefused(orders.delete(key));
    await isRefused((await bucketFor('gateway')).put('instance.payments.other', '{}'));
  });

  it('is changed and emptied by nobody', async () => {
    for (const user of ['orders', 'gateway']) {
      const manager = await managerOf(user);
      await isRefused(manager.streams.delete('KV_sys_registry'));
      await isRefused(manager.streams.purge('KV_sys_registry'));
      await isRefused(manager.streams.update('KV_sys_registry', { max_bytes: 1 }));
    }
  });
});

describe('a gateway', () => {
  it('neither publishes, nor reads, nor makes anything', async () => {
    const manager = await managerOf('gateway');
    await isRefused(publishing('gateway', 'sys.orders.0.orders.happened.v1'));
    await isRefused(manager.streams.add({ name: 'sys_gateway', subjects: ['sys.gateway.*.>'] }));
    await isRefused(manager.consumers.add('sys_orders', durable('gateway_orders')));
  });
});

describe('the broker', () => {
  const refuses = async (options: NodeConnectionOptions) => {
    const attempt = connect({ reconnect: false, timeout: 3_000, ...options });
    await expect(attempt).rejects.toThrow(/authorization|tls|certificate|closed|reset|disconnect/i);
  };

  it('lets nobody in without TLS, without a certificate of the authority, or without a user', async () => {
    const { certificate: cert, key } = await (await Authority.make('Another')).issue('stranger');
    const ca = files.authority.certificate;
    await refuses(as('orders', { tls: null }));
    await refuses(as('orders', { tls: { ca } }));
    await refuses(as('orders', { tls: { ca, cert, key } }));
    await refuses({ servers: broker.url, tls: as('orders').tls! });
    await refuses(as('orders', { pass: 'another' }));
  });
});
