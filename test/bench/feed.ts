import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { beginning, contract, type Event, type Position } from '#platform/core';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { type Feed, FeedUnavailable, PublishedFeed, publish } from '#platform/feed';
import { NoFeedCredentials } from '#platform/feed-http';
import { CreateRelay1763700000003, NatsTransport, patient } from '#platform/feed-nats';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { StaticAddresses } from '#platform/registry';
import { v7 } from 'uuid';
import { z } from 'zod';

/** How fast a feed flows from a log over the broker to one reader. */
export interface FeedRow {
  readonly events: number;
  readonly perSecond: number;
  /** The same events, read from the log by its owner alone. */
  readonly logPerSecond: number;
  readonly overLog: number;
  /** Processor time of relay and reader, an event; the broker's and the database's come on top. */
  readonly microseconds: number;
}

type Measured = Event<'Measured', { orderId: string; customer: string; total: number }>;

const MeasuredV1 = contract(
  'bench.measured.v1',
  z.object({ orderId: z.string(), customer: z.string(), total: z.number() }),
);
const publication = publish<Measured>('bench', { Measured: (data) => MeasuredV1.of(data) });
const types = new Set([MeasuredV1.name]);
const page = 500;

/** Fills a log and brings it to a reader. Relay and reader share this process, as they do in a process of the split. */
export async function measureFeed(adminUrl: string, directory: string, events: number): Promise<FeedRow> {
  const home = { context: 'bench', adminUrl, rolePrefix: 'bench_feed', secret: 'only for measuring' };
  const url = runningUrl(home);
  const pool = createPool({ url, name: 'bench', schema: namesOf(home).schema, connections: 8, onError: () => {} });
  const broker = await startBroker(directory);
  try {
    await migrate(home, pool, [CreateLog1763700000000, CreateRelay1763700000003]);
    const database = new Database(pool);
    await fill(new PostgresEventLog('bench', database), events);
    const feed = () => new PublishedFeed(new PostgresEventLog('bench', database), publication);
    const alone = await measured(async () => readAll(feed(), events));
    const overNats = await measured(() => relayAll({ feed: feed(), database }, broker.url, events));
    return {
      events,
      perSecond: events / overNats.seconds,
      logPerSecond: events / alone.seconds,
      overLog: alone.seconds / overNats.seconds,
      microseconds: overNats.processorTime / events,
    };
  } finally {
    await broker.stop();
    await pool.end();
  }
}

async function startBroker(directory: string) {
  await mkdir(directory, { recursive: true });
  const script = pathToFileURL(resolve('scripts/nats-server.mjs')).href;
  const { startNatsServer } = (await import(script)) as typeof import('../../scripts/nats-server.mjs');
  return startNatsServer({ directory });
}

async function fill(log: PostgresEventLog, events: number): Promise<void> {
  const metadata = { commandId: v7(), correlationId: v7() };
  for (let begun = 0; begun < events; begun += page) {
    const writes = Array.from({ length: Math.min(page, events - begun) }, () => {
      const data = { orderId: v7(), customer: v7(), total: 1999 };
      const event = { id: v7(), type: 'Measured', schemaVersion: 1, data, metadata };
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
  url: string,
  events: number,
): Promise<void> {
  const [owner, reader] = [transportTo(url), transportTo(url)];
  await Promise.all([owner.start(), reader.start()]);
  const stop = new AbortController();
  const relaying = owner.relayOf(own).run(stop.signal);
  await readFeed(reader.feedOf('bench', 'bench.reader'), events);
  stop.abort();
  await relaying;
  await Promise.all([reader.stop(), owner.stop()]);
}

function transportTo(servers: string): NatsTransport {
  return new NatsTransport({
    owners: { addresses: new StaticAddresses(new Map()), credentials: new NoFeedCredentials() },
    system: 'bench',
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

async function measured(work: () => Promise<void>) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1_000, processorTime: user + system };
}
