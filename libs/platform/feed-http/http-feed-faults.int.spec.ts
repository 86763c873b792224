import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beginning } from '#platform/core';
import { FeedUnavailable, PublishedFeed } from '#platform/feed';
import { append, happened, publication, readTo } from '#platform/feed/conformance';
import { CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { FeedsController } from '#platform/published-feeds';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { startProxy } from '#test/tcp-proxy';
import { bearer, serveFeed, ServiceCredentials, TestAddresses } from '#test/served-feed';
import { HttpTransport } from './index.js';

jest.setTimeout(30_000);

let context: ContextDatabase;
let log: PostgresEventLog;
const apps: NestFastifyApplication[] = [];
const transports: HttpTransport[] = [];

beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateLog1763700000000]);
  log = new PostgresEventLog('tests', context.database);
});
afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.stop();
  for (const app of apps.splice(0)) await app.close();
});
afterAll(() => context.close());

async function serve(port?: number): Promise<string> {
  const app = await serveFeed(new PublishedFeed(new PostgresEventLog('tests', context.database), publication), port);
  apps.push(app);
  return app.getUrl();
}

function readerOf(addresses: TestAddresses, patience = 1_000) {
  const transport = new HttpTransport({ addresses, credentials: new ServiceCredentials(), patience, wait: 500 });
  transports.push(transport);
  return transport.feedOf('tests');
}

const types = new Set([happened]);

describe('the feed over HTTP', () => {
  it('goes to another instance when one is gone, and to a new one when it comes', async () => {
    const addresses = new TestAddresses([await serve(), await serve()]);
    const feed = readerOf(addresses);
    const stop = feed.onNews(() => {});
    let place = await log.head();
    for (let turn = 0; turn < 2; turn++) {
      const head = await append(log, ['Happened']);
      expect(await readTo(feed, place, head, { types, within: 3_000 })).toHaveLength(1);
      place = head;
      await apps.shift()!.close();
    }
    await append(log, ['Happened']);
    await expect(readTo(feed, place, place + 1, { within: 500 })).rejects.toThrow('the feed is at');
    addresses.set([await serve()]);
    expect(await readTo(feed, place, place + 1, { types, within: 3_000 })).toHaveLength(1);
    stop();
  });

  it('says so at once when nobody is known to serve it', async () => {
    const feed = readerOf(new TestAddresses([]));
    await expect(feed.read(beginning, 10, types)).rejects.toThrow(FeedUnavailable);
    await expect(feed.head()).rejects.toThrow(FeedUnavailable);
  });

  it('gives up on an owner that does not answer and goes on when it does', async () => {
    const proxy = await startProxy(await serve());
    const feed = readerOf(new TestAddresses([proxy.url]), 300);
    const stop = feed.onNews(() => {});
    const start = await log.head();
    await readTo(feed, start, await append(log, ['Happened']));
    proxy.swallowAnswers();
    await append(log, ['Happened']);
    expect(await readTo(feed, start, start + 2, { types })).toHaveLength(2);
    stop();
    proxy.close();
  });
});

describe('the route of a feed', () => {
  const get = async (path: string, headers: Readonly<Record<string, string>>) => {
    const origin = await serve();
    return fetch(new URL(path, origin), { headers });
  };

  it.each([
    ['nobody', {}, 401],
    ['a customer', () => bearer('customer'), 403],
    ['an operator', () => bearer('operator'), 200],
    ['a service', () => bearer('service'), 200],
  ])('answers %s accordingly', async (_, headers, status) => {
    const answer = await get('/feeds/tests', typeof headers === 'function' ? await headers() : headers);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['after=-1', 422],
    ['after=x', 422],
    ['limit=1001', 422],
    ['wait=31s', 422],
    ['wait=soon', 422],
    ['unknown=1', 422],
  ])('refuses ?%s', async (query) => {
    expect((await get(`/feeds/tests?${query}`, await bearer('operator'))).ok).toBe(false);
  });

  it('has no feed of a context that is elsewhere', async () => {
    expect((await get('/feeds/elsewhere', await bearer('operator'))).status).toBe(404);
  });

  it('is a batch of CloudEvents', async () => {
    const start = await log.head();
    const head = await append(log, ['Happened', 'Whispered']);
    const answer = await get(`/feeds/tests?after=${start}&wait=1s`, await bearer('operator'));
    expect(answer.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json/);
    expect(answer.headers.get('feed-position')).toBe(String(head));
    expect(answer.headers.get('feed-head')).toBe(String(head));
    expect(await answer.json()).toEqual([
      expect.objectContaining({ specversion: '1.0', source: '/contexts/tests', type: happened, position: start + 1 }),
    ]);
  });

  it.each(['limit=0', 'after=0&wait=20s', 'after=1000000&wait=20s'])(
    'ends the connection with its answer once the process stops: ?%s',
    async (query) => {
      const origin = await serve();
      const headers = await bearer('service');
      apps.at(-1)!.get(FeedsController).beforeApplicationShutdown();
      const last = await fetch(new URL(`/feeds/tests?${query}`, origin), { headers });
      expect([last.status, last.headers.get('connection')]).toEqual([200, 'close']);
    },
  );
});
