import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { AckPolicy, DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { append, happened, owed, placesOf, publication, readTo, times } from '#platform/feed/conformance';
import { eventually } from '#test/eventually';
import { type Proxy, startProxy } from '#test/tcp-proxy';
import { type NatsSystem, openNatsSystem } from '#test/nats-system';
import type { NatsFeedOptions } from './index.js';

jest.setTimeout(60_000);

let system: NatsSystem;
let proxy: Proxy | undefined;

/** Opens a system whose way to the broker leads through a proxy. */
beforeEach(async () => {
  system = await openNatsSystem(publication, { way: async (url) => (proxy = await startProxy(url)).url });
});
afterEach(async () => {
  await system.close();
  proxy?.close();
});

async function withBroker<T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: system.broker.url });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** What can happen to a broker between two appends. */
const faults: Readonly<Record<string, () => Promise<void>>> = {
  'it is killed and comes back': async () => {
    await system.broker.kill();
    await append(system.log, times(10, 'Happened'));
    await system.broker.restart();
  },
  'it is killed and comes back without its disk': async () => {
    await system.broker.kill();
    await system.broker.wipe();
    await append(system.log, times(10, 'Happened'));
    await system.broker.restart();
  },
  'its stream is deleted': () =>
    withBroker(async (connection) => void (await (await jetstreamManager(connection)).streams.delete('test_tests'))),
  'its stream is purged': () =>
    withBroker(async (connection) => void (await (await jetstreamManager(connection)).streams.purge('test_tests'))),
  "the reader's consumer is deleted": () =>
    withBroker(
      async (connection) =>
        void (await (await jetstreamManager(connection)).consumers.delete('test_tests', 'tests_reader')),
    ),
  'nothing that is said to it arrives': async () => proxy!.swallowQuestions(),
  'nothing that it says arrives': async () => proxy!.swallowAnswers(),
};

/** What the broker keeps for readers, with how long it would without them, in seconds. */
const keptForReaders = () =>
  withBroker(async (connection) => {
    const kept = await (await jetstreamManager(connection)).consumers.list('test_tests').next();
    return Object.fromEntries(kept.map(({ name, config }) => [name, (config.inactive_threshold ?? 0) / 1e9]));
  });

describe('a reader that comes no more, such as a lane that there is no longer', () => {
  it('is forgotten by the broker, and one that does come is not', async () => {
    const options = { unusedAfter: 1_000 };
    const [gone, there] = [await system.reader('tests.gone', options), await system.reader('tests.there', options)];
    const hangUp = [gone, there].map(({ feed }) => feed.onNews(() => {}));
    await eventually(async () => expect(await keptForReaders()).toEqual({ tests_gone: 1, tests_there: 1 }), {
      within: 10_000,
    });
    await gone.close();
    await eventually(async () => expect(await keptForReaders()).toEqual({ tests_there: 1 }), { within: 20_000 });
    hangUp.forEach((end) => end());
  });

  it('is so also when an earlier version made it, which kept it for ever', async () => {
    await withBroker(async (connection) => {
      const manager = await jetstreamManager(connection);
      await eventually(() => manager.streams.info('test_tests'));
      const [ack_policy, deliver_policy] = [AckPolicy.Explicit, DeliverPolicy.All];
      const before = { max_ack_pending: 1_000, max_deliver: -1, ack_wait: 10_000_000_000 };
      await manager.consumers.add('test_tests', {
        durable_name: 'tests_reader',
        ack_policy,
        deliver_policy,
        ...before,
      });
    });
    expect(await keptForReaders()).toEqual({ tests_reader: 0 });
    const { feed } = await system.reader('tests.reader');
    const start = await system.log.head();
    await append(system.log, times(10, 'Happened'));
    await readTo(feed, start, start + 10, { within: 20_000 });
    await eventually(async () => expect(await keptForReaders()).toEqual({ tests_reader: 86_400 }), { within: 10_000 });
  });
});

describe('nothing is lost, doubled or out of order at the broker when', () => {
  it.each(Object.keys(faults))('%s', async (fault) => {
    const { log } = system;
    const { feed } = await system.reader('tests.reader');
    const start = await log.head();
    const reading = readTo(feed, start, start + 90, { within: 40_000 });
    for (let turn = 0; turn < 3; turn++) {
      await append(log, times(10, 'Happened'));
      await pause(50);
    }
    await faults[fault]!();
    while ((await log.head()) < start + 90) await append(log, times(10, 'Happened'));
    expect(placesOf(await reading)).toEqual(await owed(log, start));
    await atTheBroker(start);
  });

  it('its messages are delivered by it alone once it is well again', async () => {
    const { log, wipe } = system;
    const { feed, close } = await system.reader('tests.reader');
    const start = await log.head();
    await readTo(feed, start, await append(log, times(5, 'Happened')));
    await wipe();
    const before = await append(log, times(5, 'Happened'));
    await readTo(feed, start, before);
    await atTheBroker(start);
    await system.stopServing();
    const head = await append(log, times(5, 'Happened'));
    expect(await readTo(feed, before, head)).toHaveLength(5);
    await close();
  });
});

/** Waits until the relay has brought everything after a place to the broker again. */
async function atTheBroker(after: number): Promise<void> {
  const head = await system.log.head();
  await withBroker(async (connection) => {
    const manager = await jetstreamManager(connection);
    for (let last = 0, attempts = 0; last < head; attempts++) {
      if (attempts > 200) throw new Error(`The broker has ${last} and not ${head} of the feed after ${after}`);
      const { last_seq: seq } = await manager.streams.info('test_tests').then(
        ({ state }) => state,
        () => ({ last_seq: 0 }),
      );
      const message = seq > 0 ? await manager.streams.getMessage('test_tests', { seq }).catch(() => null) : null;
      last = message?.json<{ position: number }>().position ?? 0;
      if (last < head) await pause(100);
    }
  });
}

describe('what protects the feed', () => {
  /** A reader that dies with a page in hand before it has committed it, while only the broker can tell the next one. */
  async function diesInTheMiddle(options: NatsFeedOptions): Promise<number> {
    const { log } = system;
    const start = await log.head();
    const dying = await system.reader('tests.reader', { ...options, redeliverAfter: 1_000 });
    dying.feed.onNews(() => {});
    const head = await append(log, times(20, 'Happened'));
    await eventually(async () =>
      expect((await dying.feed.read(start, 100, new Set([happened]))).messages).toHaveLength(20),
    );
    await dying.close();
    await system.stopServing();
    const next = await system.reader('tests.reader', { ...options, redeliverAfter: 1_000 });
    return readTo(next.feed, start, head, { within: 6_000 }).then(
      (messages) => messages.length,
      () => 0,
    );
  }

  it('is that a message is confirmed only after it was committed', async () => {
    expect(await diesInTheMiddle({})).toBe(20);
  });

  it('(without that, the same reader is left without its messages)', async () => {
    expect(await diesInTheMiddle({ acknowledgeOnArrival: true })).toBe(0);
  });

  /** A stream from which someone has deleted messages that the reader has not seen. */
  async function losesSome(options: NatsFeedOptions): Promise<{ got: unknown; owes: unknown }> {
    const { log } = system;
    const start = await log.head();
    const head = await append(log, times(20, 'Happened'));
    await atTheBroker(start);
    await withBroker(async (connection) => {
      const manager = await jetstreamManager(connection);
      for (const seq of [3, 4, 11]) await manager.streams.deleteMessage('test_tests', seq);
    });
    const { feed } = await system.reader('tests.reader', options);
    return { got: placesOf(await readTo(feed, start, head)), owes: await owed(log, start) };
  }

  it('is that each message says which one stands before it', async () => {
    const { got, owes } = await losesSome({});
    expect(got).toEqual(owes);
  });

  it('(without that, the same messages are missed)', async () => {
    const { got, owes } = await losesSome({ ignorePrevious: true });
    expect(got).not.toEqual(owes);
    expect(got).toHaveLength(17);
  });
});
