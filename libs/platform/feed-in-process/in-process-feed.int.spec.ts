import { jest } from '@jest/globals';
import { PublishedFeed } from '#platform/feed';
import { describeFeed, publication, types } from '#platform/feed/conformance';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { openContextDatabase } from '#test/context-database';
import { InProcessFeed } from './index.js';

jest.setTimeout(30_000);

describeFeed('the feed within one process', async () => {
  const { database, close } = await openContextDatabase('tests', [CreateLog1763700000000]);
  const log = new PostgresEventLog('tests', database, { types });
  const open = () => new InProcessFeed(new PublishedFeed(log, publication));
  return {
    log,
    database,
    reader: () => Promise.resolve({ feed: open(), kept: () => 0, close: () => Promise.resolve() }),
    restartOwner: () => Promise.resolve(),
    wipe: () => Promise.resolve(),
    close,
  };
});
