import { jest } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { append, owed, placesOf, publication, readTo, times } from '#platform/feed/conformance';
import { eventually } from '#test/eventually';
import { type NatsSystem, openNatsSystem } from '#test/nats-system';

jest.setTimeout(60_000);

const tooMuch = 'x'.repeat(1_100_000);

let system: NatsSystem;
beforeAll(async () => {
  system = await openNatsSystem(publication);
});
afterAll(() => system.close());

/** The position of what stands last in the stream. */
async function lastAtTheBroker(): Promise<number | undefined> {
  const connection = await connect({ servers: system.broker.url });
  try {
    const manager = await jetstreamManager(connection);
    const last = await manager.streams.getMessage('test_tests', { last_by_subj: 'test.tests.>' });
    return last?.json<{ position: number }>().position;
  } finally {
    await connection.close();
  }
}

it('passes over what is too large for the broker, and readers get it from the owner, in its place', async () => {
  const { log } = system;
  const { feed } = await system.reader('tests.reader');
  const start = await log.head();
  await append(log, times(3, 'Happened'));
  await append(log, ['Happened'], tooMuch);
  const head = await append(log, times(3, 'Happened'));
  expect(placesOf(await readTo(feed, start, head))).toEqual(await owed(log, start));
  await eventually(async () => expect(await lastAtTheBroker()).toBe(head));
});

it('lets readers know of it though nothing follows', async () => {
  const { log } = system;
  const { feed } = await system.reader('tests.reader');
  const start = await log.head();
  const head = await append(log, ['Happened'], tooMuch);
  expect(placesOf(await readTo(feed, start, head))).toEqual(await owed(log, start));
  expect(await lastAtTheBroker()).toBe(start);
});
