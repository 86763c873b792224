import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventTypes } from '#platform/core';
import type { Database } from '#platform/database';
import { type Publication, PublishedFeed } from '#platform/feed';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { openContextDatabase } from './context-database.js';
import { TestBroker } from './nats.js';
import { serveFeed, ServiceCredentials, TestAddresses } from './served-feed.js';
import { NatsFeed, type NatsFeedOptions, NatsTransport, patient } from '#platform/feed-nats';
import { CreateRelay1763700000003, identityOfLogIn } from '#platform/relay-checkpoint';

const limits = { age: 3_600_000, bytes: 64 * 1024 * 1024, replicas: 1 };

/** A process that reads. */
export interface NatsReader {
  readonly feed: NatsFeed;
  kept(): number;
  close(): Promise<void>;
}

/** A system of two processes around one broker: an owner, whose HTTP side and relay can each be stopped, and readers. */
export interface NatsSystem {
  readonly log: PostgresEventLog;
  readonly database: Database;
  readonly broker: TestBroker;
  reader(name: string, options?: NatsFeedOptions): Promise<NatsReader>;
  restartOwner(): Promise<void>;
  /** Kills the broker and starts it with an empty disk. */
  wipe(): Promise<void>;
  close(): Promise<void>;
  stopServing(): Promise<void>;
  startServing(): Promise<void>;
  stopRelay(): Promise<void>;
  startRelay(): void;
}

/** Opens it; `way` is the broker's address when it is not the broker's own. `beside` has a broker that this one uses as well. */
export async function openNatsSystem(
  publication: Publication,
  {
    way = (url: string) => Promise.resolve(url),
    types = new EventTypes(),
    beside,
  }: { way?: (url: string) => Promise<string>; types?: EventTypes; beside?: NatsSystem } = {},
): Promise<NatsSystem> {
  const [context, broker] = await Promise.all([
    openContextDatabase('tests', [CreateLog1763700000000, CreateRelay1763700000003]),
    beside?.broker ?? TestBroker.start(),
  ]);
  const { database } = context;
  const log = new PostgresEventLog('tests', database, { types });
  const feed = new PublishedFeed(log, publication, () => identityOfLogIn(database));
  const addresses = new TestAddresses([]);
  const connection = { ...patient, servers: await way(broker.url) };
  const transport = (feeds: NatsFeedOptions = {}) =>
    new NatsTransport({
      owners: { addresses, credentials: new ServiceCredentials(), patience: 2_000 },
      system: 'test',
      connection,
      limits,
      feeds,
    });
  const readers: NatsTransport[] = [];
  let app: NestFastifyApplication | undefined;
  let relay: (() => Promise<void>) | undefined;

  const startServing = async () => {
    app = await serveFeed(feed);
    addresses.set([await app.getUrl()]);
  };
  const stopServing = async () => {
    addresses.set([]);
    await app?.close();
    app = undefined;
  };
  const startRelay = () => {
    relay = runRelay(transport(), feed, database);
  };
  const stopRelay = async () => {
    await relay?.();
    relay = undefined;
  };
  await startServing();
  startRelay();

  return {
    log,
    database,
    broker,
    startServing,
    stopServing,
    startRelay,
    stopRelay,
    reader: async (name, options) => {
      const own = transport(options);
      readers.push(own);
      await own.start();
      const read = own.feedOf('tests', name) as NatsFeed;
      return { feed: read, kept: () => read.kept, close: () => own.stop() };
    },
    restartOwner: async () => {
      await Promise.all([stopRelay(), stopServing()]);
      await startServing();
      startRelay();
    },
    wipe: async () => {
      await broker.kill();
      await broker.wipe();
      await broker.restart();
    },
    close: async () => {
      await Promise.all([stopRelay(), stopServing(), ...readers.map((reader) => reader.stop())]);
      if (beside === undefined) await broker.close();
      await context.close();
    },
  };
}

function runRelay(transport: NatsTransport, feed: PublishedFeed, database: Database): () => Promise<void> {
  const stop = new AbortController();
  const running = transport.start().then(() => transport.relayOf({ feed, database }).run(stop.signal));
  return async () => {
    stop.abort();
    await running;
    await transport.stop();
  };
}
