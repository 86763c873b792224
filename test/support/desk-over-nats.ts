import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { FindFeed } from '#platform/consumers';
import { NatsTransport, patient } from '#platform/feed-nats';
import { TestBroker } from './nats.js';
import type { PostOffice } from './post-office.js';
import { serveFeed, ServiceCredentials, TestAddresses } from './served-feed.js';

/** The desk of a post office as a process of its own, which is heard over a broker. */
export interface DeskOverNats {
  /** The way to the desk of one more process. */
  another(): Promise<FindFeed>;
  /** The names of the readers for which the broker keeps something. */
  readers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openDeskOverNats(office: PostOffice): Promise<DeskOverNats> {
  const broker = await TestBroker.start();
  const feed = office.publishedDesk;
  const app = await serveFeed(feed);
  const addresses = new TestAddresses([await app.getUrl()]);
  const transports: NatsTransport[] = [];
  const transport = async () => {
    const made = new NatsTransport({
      owners: { addresses, credentials: new ServiceCredentials(), patience: 2_000 },
      system: 'post',
      connection: { ...patient, servers: broker.url },
      limits: { age: 3_600_000, bytes: 64 * 1024 * 1024, replicas: 1 },
    });
    transports.push(made);
    await made.start();
    return made;
  };
  const stop = new AbortController();
  const relaying = (await transport()).relayOf({ feed, database: office.desk.database }).run(stop.signal);

  return {
    another: async () => {
      const own = await transport();
      return (context, reader) => own.feedOf(context, reader);
    },
    readers: async () => {
      const connection = await connect({ servers: broker.url });
      try {
        const kept = await (await jetstreamManager(connection)).consumers.list('post_desk').next();
        return kept.map(({ name }) => name).toSorted();
      } finally {
        await connection.close();
      }
    },
    close: async () => {
      stop.abort();
      await relaying;
      await Promise.all(transports.map((one) => one.stop()));
      await app.close();
      await broker.close();
    },
  };
}
