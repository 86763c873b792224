import { randomUUIDv7 } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { beginning, contract, type Event, type Position } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { type Feed, FeedUnavailable, PublishedFeed, publish } from '#platform/feed';
import { NoFeedCredentials } from '#platform/published-feeds';
import { NatsTransport, patient } from '#platform/feed-nats';
import { CreateRelay1763700000003 } from '#platform/relay-checkpoint';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { StaticAddresses } from '#platform/registry';
import { z } from 'zod';
import { BarePublisher, inFlight, payload } from '../logs/bare-publisher.js';
import { benchHome } from '../logs/bench-home.js';
import { figuresOf, inTurns, ratios, type Rounds } from '../figures/rounds.js';
import type { Section } from '../figures/section.js';
import { onServer, withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

type Measured = Event<'Measured', { orderId: string; customer: string; total: number }>;

const MeasuredV1 = contract(
  'bench.measured.v1',
  z.object({ orderId: z.string(), customer: z.string(), total: z.number() }),
);
const publication = publish<Measured>('bench', { Measured: (data) => MeasuredV1.of(data) });
const types = new Set([MeasuredV1.name]);
const page = 500;

export const feed: Measure = {
  name: 'feed',
  title: 'A feed over NATS, beside bare publishing by the same client library',
  run: (bench) =>
    withBroker(join(bench.folder, 'feed'), (broker) =>
      withDatabase(bench.postgres.url, 'feed', (url) => run(bench, url, broker)),
    ).catch((error: Error) => ({ ...nothing, leftOut: [error.message] })),
};

const nothing: Section = { method: 'It was not measured.', findings: [], series: [] };

/** Relay and reader share this process, as they do in a process of the split. */
async function run({ isQuick, rounds }: Bench, adminUrl: string, broker: string): Promise<Section> {
  const events = isQuick ? 5_000 : 100_000;
  const home = benchHome(adminUrl, 'bench_feed');
  const url = runningUrl(home);
  const pool = createPool({ url, name: 'bench', schema: namesOf(home).schema, connections: 8, onError: () => {} });
  const bare = await BarePublisher.open(broker);
  try {
    await migrate(home, pool, [CreateLog1763700000000, CreateRelay1763700000003]);
    const database = new Database(pool);
    await fill(new PostgresEventLog('bench', database), events);
    const published = () => new PublishedFeed(new PostgresEventLog('bench', database), publication);
    let turns = 0;
    const overNats = async () => {
      await onServer(adminUrl, 'update bench.relay set position = 0, last_published = 0');
      await relayAll({ feed: published(), database }, { broker, system: `bench-${++turns}` }, events);
    };
    const outcomes = await inTurns(
      [
        { name: 'feed over NATS', turn: () => measured(events, overNats) },
        { name: 'the log read by its owner', turn: () => measured(events, () => readAll(published(), events)) },
        { name: 'core NATS publish', turn: () => measured(events, () => bare.publish(events)) },
        { name: 'JetStream publish', turn: () => measured(events, () => bare.store(events)) },
      ],
      rounds,
    );
    return sectionFor(outcomes, events);
  } finally {
    await bare.close();
    await pool.end();
  }
}

function sectionFor(outcomes: Rounds<Flow>, events: number): Section {
  const names = [...outcomes.keys()];
  const speed = ({ perSecond }: Flow) => perSecond;
  const over = (other: string) => ({
    name: `feed over NATS ÷ ${other}`,
    unit: '×',
    rounds: ratios(outcomes, 'feed over NATS', other, speed),
  });
  return {
    method: `${events} events from a log by the relay and the broker to one reader. The bare ones publish as many messages of ${payload.length} bytes: core NATS with a flush at the end, JetStream with up to ${inFlight} not yet confirmed.`,
    findings: [],
    series: [
      ...names.slice(1).map(over),
      ...names.map((name) => ({ name, unit: '/s', rounds: figuresOf(outcomes, name, speed) })),
      ...names.map((name) => ({
        name: `${name}, processor time of this process`,
        unit: 'µs',
        rounds: figuresOf(outcomes, name, ({ microseconds }) => microseconds),
      })),
    ],
  };
}

async function withBroker<T>(directory: string, work: (url: string) => Promise<T>): Promise<T> {
  const broker = await startBroker(directory);
  try {
    return await work(broker.url);
  } finally {
    await broker.stop();
  }
}

async function startBroker(directory: string) {
  await mkdir(directory, { recursive: true });
  const script = pathToFileURL(resolve('scripts/nats-server.mjs')).href;
  const { startNatsServer } = (await import(script)) as typeof import('../../../scripts/nats-server.mjs');
  return startNatsServer({ directory });
}

async function fill(log: PostgresEventLog, events: number): Promise<void> {
  const metadata = { commandId: randomUUIDv7(), correlationId: randomUUIDv7() };
  for (let begun = 0; begun < events; begun += page) {
    const writes = Array.from({ length: Math.min(page, events - begun) }, () => {
      const data = { orderId: randomUUIDv7(), customer: randomUUIDv7(), total: 1999 };
      const event = { id: randomUUIDv7(), type: 'Measured', schemaVersion: 1, data, metadata };
      return { stream: `bench.measured-${data.orderId}`, expectedVersion: 0, events: [event] };
    });
    await log.append(writes);
  }
}

async function readAll(feed: PublishedFeed, events: number): Promise<void> {
  let after: Position = beginning;
  while (after < events) after = (await feed.read(after, page)).upTo;
}

async function relayAll(
  own: { readonly feed: PublishedFeed; readonly database: Database },
  by: { readonly broker: string; readonly system: string },
  events: number,
): Promise<void> {
  const [owner, reader] = [transportTo(by.broker, by.system), transportTo(by.broker, by.system)];
  await Promise.all([owner.start(), reader.start()]);
  const stop = new AbortController();
  const relaying = owner.relayOf(own).run(stop.signal);
  await readFeed(reader.feedOf('bench', 'bench.reader'), events);
  stop.abort();
  await relaying;
  await Promise.all([reader.stop(), owner.stop()]);
}

function transportTo(servers: string, system: string): NatsTransport {
  return new NatsTransport({
    owners: { addresses: new StaticAddresses(new Map()), credentials: new NoFeedCredentials() },
    system,
    connection: { ...patient, servers },
    limits: { age: 3_600_000, bytes: 256 * 1024 * 1024, replicas: 1 },
  });
}

async function readFeed(feed: Feed, events: number): Promise<void> {
  const hangUp = feed.onNews(() => {});
  for (let after: Position = beginning; after < events;) {
    const { upTo } = await feed.read(after, page, types).catch((error: unknown) => {
      if (error instanceof FeedUnavailable) return { upTo: after };
      throw error;
    });
    if (upTo === after) await pause(1);
    after = upTo;
  }
  hangUp();
}

/** How fast events flowed, and what that took of this process. */
interface Flow {
  readonly perSecond: number;
  /** Processor time an event. */
  readonly microseconds: number;
}

async function measured(events: number, work: () => Promise<void>): Promise<Flow> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (events * 1_000) / (performance.now() - start), microseconds: (user + system) / events };
}
