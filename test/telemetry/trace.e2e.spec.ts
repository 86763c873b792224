import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { startMonolith } from '../drivers/monolith.js';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import { startSplit } from '../drivers/split.js';
import { Collector } from './collector.js';

const contexts = ['catalog', 'orders', 'payments', 'shipping'];

let directory: string;
let database: TestDatabase;
let collector: Collector;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tearline-trace-'));
  collector = await Collector.start();
});
afterAll(async () => {
  collector.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 20 });
});
beforeEach(async () => {
  database = await createTestDatabase();
});

/** Has an order paid and prepared for the carrier as a part of a trace. */
async function placeTraced(shop: ShopUnderTest) {
  const [traceId, parentId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const { staff, shopper } = await shop.people();
  const sku = await staff.sells();
  const answer = await shopper.place({ [sku]: 1 }, 'tok_ok', { traceparent: `00-${traceId}-${parentId}-01` });
  expect(answer.status).toBe(201);
  await shopper.seesShipment(answer.body.orderId, 'prepared');
  return { traceId, parentId, orderId: answer.body.orderId };
}

interface StoredEvent {
  readonly context: string;
  readonly type: string;
  readonly traceparent: string | null;
}

/** Every event, of whatever context, that speaks of an order. */
async function eventsAbout(orderId: string): Promise<readonly StoredEvent[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const parts = contexts.map(
      (context) => `select '${context}' as context, type, metadata->>'traceparent' as traceparent
        from ${context}.events where stream || data::text like '%' || $1 || '%'`,
    );
    return (await client.query<StoredEvent>(parts.join(' union all '), [orderId])).rows;
  } finally {
    await client.end();
  }
}

async function expectOneTrace(orderId: string, traceId: string): Promise<void> {
  const events = await eventsAbout(orderId);
  expect(new Set(events.map(({ context }) => context))).toEqual(new Set(contexts));
  expect(events.filter(({ traceparent }) => traceparent?.split('-')[1] !== traceId)).toEqual([]);
}

it('one trace goes through every event of every context, in one process, with nobody recording it', async () => {
  const { process, shop } = await startMonolith(database.url, { HTTP_ACCESS_LOG: 'info', LOG_LEVEL: 'info' });
  const { orderId, traceId } = await placeTraced(shop);
  await expectOneTrace(orderId, traceId);
  expect(process.output).toMatch(new RegExp(`"traceId":"${traceId}".*POST /orders 201|POST /orders 201.*${traceId}`));
}, 60_000);

it('one trace goes through every process of the split shop, and each tells the collector its part', async () => {
  const { shop } = await startSplit(database.url, {
    TRANSPORT: 'nats',
    DATA_DIRECTORY: join(directory, 'split'),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  });
  const { orderId, traceId, parentId } = await placeTraced(shop);
  await expectOneTrace(orderId, traceId);
  await eventually(
    () => {
      const spans = collector.spansOf(traceId);
      const named = (service: string) => spans.filter((span) => span.service === service).map(({ name }) => name);
      expect(named('gateway')).toEqual(expect.arrayContaining(['POST /orders']));
      expect(named('orders')).toEqual(
        expect.arrayContaining(['POST /orders', 'PlaceOrder', 'append to orders', 'process orders.checkout']),
      );
      expect(named('catalog')).toEqual(expect.arrayContaining([expect.stringMatching(/^process catalog\./)]));
      expect(named('payments')).toEqual(expect.arrayContaining([expect.stringMatching(/^call payments\./)]));
      expect(named('shipping')).toEqual(expect.arrayContaining(['process shipping.shipment-view']));
      expect(named('analytics')).toEqual(expect.arrayContaining(['process analytics.revenue']));
      const known = new Set([parentId, ...spans.map(({ spanId }) => spanId)]);
      expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId ?? ''))).toEqual([]);
    },
    { within: 30_000, every: 500 },
  );
}, 120_000);
