import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { beginning } from '#platform/core';
import { append, happened, owed, placesOf, publication, readTo, times } from '#platform/feed/conformance';
import { metricsText } from '#platform/metrics';
import { eventually } from '#test/eventually';
import { type NatsSystem, openNatsSystem } from '#test/nats-system';

jest.setTimeout(60_000);

const [stream, subject] = ['test_tests', `test.tests.0.${happened}`];

let system: NatsSystem;
let connection: NatsConnection;
let manager: JetStreamManager;

beforeEach(async () => {
  system = await openNatsSystem(publication);
  connection = await connect({ servers: system.broker.url });
  manager = await jetstreamManager(connection);
});
afterEach(async () => {
  await connection.close();
  await system.close();
});

/** How often relays of this process heard another log under their name. */
async function heardOfRivals(): Promise<number> {
  const [, count] = /tearline_relay_rivals_total\{context="tests"\} (\d+)/.exec(await metricsText()) ?? [];
  return Number(count ?? 0);
}

const description = async () => (await manager.streams.info(stream)).config.description!;

/** Puts a message into the stream as a relay does, of an event that the log never had. */
async function publishForeign(position: number, log: string): Promise<void> {
  const id = randomUUID();
  const message = {
    specversion: '1.0',
    id,
    source: '/contexts/tests',
    type: happened,
    subject: `tests.thing-${randomUUID()}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { nth: 1 },
    position,
    streamversion: 1,
    correlationid: randomUUID(),
    previous: position - 1,
    log,
  };
  await jetstream(connection).publish(subject, JSON.stringify(message), { msgID: id });
}

/** The stream as the relay left it, of another log with as many events; the relay has not looked at it yet. */
async function fillFromAnotherLog(events: number): Promise<void> {
  await system.stopRelay();
  const { config } = await manager.streams.info(stream);
  await manager.streams.purge(stream);
  const log = randomUUID();
  await manager.streams.update(stream, { ...config, description: `log ${log}` });
  for (let position = 1; position <= events; position++) await publishForeign(position, log);
}

it('gives a reader nothing from a stream that was filled from another log, not even before the relay has looked', async () => {
  const { log } = system;
  await eventually(description);
  const head = await append(log, times(10, 'Happened'));
  await fillFromAnotherLog(10);
  await system.stopServing();
  const { feed, kept } = await system.reader('tests.reader');
  feed.onNews(() => {});
  await eventually(() => expect(kept()).toBe(10));
  const start = (await log.head()) - head;
  const early = await feed.read(start as typeof head, 100, new Set([happened]));
  expect(early).toEqual({ messages: [], upTo: start });

  system.startRelay();
  await system.startServing();
  expect(placesOf(await readTo(feed, start as typeof head, head))).toEqual(await owed(log, start as typeof head));
});

it('makes a stream anew that is ahead of a log that was restored', async () => {
  const { log } = system;
  const restored = await append(log, times(10, 'Happened'));
  await eventually(async () => expect((await manager.streams.info(stream)).state.messages).toBe(10));
  await system.stopRelay();
  const before = await description();
  for (let position = restored + 1; position <= restored + 10; position++)
    await publishForeign(position, before.replace('log ', ''));

  system.startRelay();
  await eventually(async () => expect(await description()).not.toBe(before));
  const { feed } = await system.reader('tests.reader');
  const head = await append(log, times(10, 'Happened'));
  expect(placesOf(await readTo(feed, restored, head))).toEqual(await owed(log, restored));
  await system.restartOwner();
  expect(await description()).not.toBe(before);
});

it('keeps a stream that holds more of the log than the relay remembers', async () => {
  await append(system.log, times(10, 'Happened'));
  await eventually(async () => expect((await manager.streams.info(stream)).state.messages).toBe(10));
  await system.stopRelay();
  const before = await description();
  await system.database.query('update relay set position = 0, last_published = 0');
  system.startRelay();
  const head = await append(system.log, times(10, 'Happened'));
  await eventually(async () => expect((await manager.streams.info(stream)).state.messages).toBe(head));
  expect(await description()).toBe(before);
});

it('is told when another system uses the broker under the same name, and its readers get what is theirs all the same', async () => {
  const other = await openNatsSystem(publication, { beside: system });
  try {
    await append(other.log, times(7, 'Happened'));
    await eventually(async () => expect(await heardOfRivals()).toBeGreaterThanOrEqual(3), { within: 20_000 });
    const readers = await Promise.all(['tests.one', 'tests.two', 'tests.three'].map((name) => system.reader(name)));
    for (const { feed } of readers) feed.onNews(() => {});
    let place = beginning;
    for (let round = 0; round < 8; round++) {
      const both = [system.log, other.log].map((log) => append(log, times(5, 'Happened')));
      const [head] = await Promise.all(both);
      const read = await Promise.all(readers.map(({ feed }) => readTo(feed, place, head!)));
      for (const messages of read) expect(placesOf(messages)).toEqual(await owed(system.log, place));
      place = head!;
    }
  } finally {
    await other.close();
  }
});
