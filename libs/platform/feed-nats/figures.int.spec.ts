import { beginning } from '#platform/core';
import { append, publication, readTo, times } from '#platform/feed/conformance';
import { metricsText } from '#platform/metrics';
import { eventually } from '#test/eventually';
import { type NatsSystem, openNatsSystem } from '#test/nats-system';

let system: NatsSystem;
beforeAll(async () => {
  system = await openNatsSystem(publication);
});
afterAll(() => system.close());

async function figure(name: string): Promise<number | undefined> {
  const [, value] = new RegExp(`^tearline_${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(await metricsText()) ?? [];
  return value === undefined ? undefined : Number(value);
}

const becomes = (name: string, value: number) =>
  eventually(async () => expect(await figure(name)).toBe(value), { within: 20_000 });

it('tells how far the log is behind at the broker, whether it is up, and what it was given', async () => {
  const { log, broker } = system;
  const { feed } = await system.reader('tests.reader');
  await append(log, times(10, 'Happened'));
  await readTo(feed, beginning, 10, { within: 20_000 });
  await becomes('relay_lag_events', 0);
  expect(await figure('broker_up')).toBe(1);
  expect(await figure('relay_published_total')).toBe(10);

  await broker.kill();
  await append(log, times(5, 'Happened'));
  await becomes('broker_up', 0);
  expect(await figure('relay_lag_events')).toBe(5);
  expect(await figure('relay_position')).toBe(10);

  await broker.restart();
  await becomes('relay_lag_events', 0);
  await becomes('broker_up', 1);
  expect(await figure('broker_connections_total')).toBeGreaterThanOrEqual(3);
}, 60_000);
