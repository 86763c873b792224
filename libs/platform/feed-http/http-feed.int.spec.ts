import { jest } from '@jest/globals';
import { PublishedFeed } from '#platform/feed';
import { describeFeed, publication, types } from '#platform/feed/conformance';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { openContextDatabase } from '#test/context-database';
import { serveFeed, ServiceCredentials, TestAddresses } from '#test/served-feed';
import { HttpFeed, HttpTransport } from './index.js';

jest.setTimeout(30_000);

describeFeed('the feed over HTTP', async () => {
  const { database, close } = await openContextDatabase('tests', [CreateLog1763700000000]);
  const log = new PostgresEventLog('tests', database, { types });
  const serve = (port?: number) => serveFeed(new PublishedFeed(log, publication), port);
  let app = await serve();
  const url = await app.getUrl();
  return {
    log,
    database,
    reader: () => {
      const transport = new HttpTransport({
        addresses: new TestAddresses([url]),
        credentials: new ServiceCredentials(),
      });
      const feed = transport.feedOf('tests') as HttpFeed;
      return Promise.resolve({ feed, kept: () => feed.kept, close: () => transport.stop() });
    },
    restartOwner: async () => {
      await app.close();
      app = await serve(Number(new URL(url).port));
    },
    wipe: () => Promise.resolve(),
    close: async () => {
      await app.close();
      await close();
    },
  };
});
