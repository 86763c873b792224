import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Orders, placeOrder, placeOrders } from './load.js';
import type { Shop } from './shops.js';
import { percentiles } from './statistics.js';

/**
 * How long it takes from the commit of an event in one context to the commit of its effect in another, in milliseconds.
 *
 * An effect is an event whose metadata name its cause, in another context's log. Both moments are the commit timestamps that
 * PostgreSQL keeps (`track_commit_timestamp`), by the one clock of one server, in microseconds. It takes them as it begins to
 * commit, before the commit is flushed to disk; at both ends. So the error of one latency is the difference between two flushes.
 */
export interface LatencyRow {
  readonly shop: string;
  readonly transport: string;
  /** Orders a second; undefined: one order at a time. */
  readonly rate: number | undefined;
  readonly effects: number;
  readonly p50: number;
  readonly p99: number;
  /** By the two contexts: `orders → catalog`. */
  readonly hops: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
  /** From the commit of an order to the commit of its prepared shipment, over all contexts. */
  readonly order: { readonly p50: number; readonly p99: number };
}

interface Effect {
  readonly hop: string;
  readonly milliseconds: number;
}

/** One order after the other, each when the one before has its shipment. */
export async function latencyAtRest(shop: Shop, seconds: number): Promise<LatencyRow> {
  return measured(shop, undefined, async (orders) => {
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const head = await orders.head();
      await placeOrder(shop);
      await orders.settled(head, 20);
      await pause(Math.random() * 40);
    }
  });
}

/** So many orders a second. */
export async function latencyUnderLoad(shop: Shop, rate: number, seconds: number): Promise<LatencyRow> {
  return measured(shop, rate, () => placeOrders(shop, { connections: 32, seconds, rate }));
}

async function measured(
  shop: Shop,
  rate: number | undefined,
  work: (orders: Orders) => Promise<unknown>,
): Promise<LatencyRow> {
  const orders = await Orders.of(shop);
  const client = new pg.Client({ connectionString: shop.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
    const head = await orders.head();
    await work(orders);
    await orders.settled(head);
    const effects = await effectsSince(client, rows[0]!.now);
    const whole = await client.query<{ milliseconds: number }>(wholeOrders, [rows[0]!.now]);
    return {
      shop: shop.name,
      transport: shop.transport,
      rate,
      effects: effects.length,
      ...percentilesOf(effects),
      hops: Object.fromEntries(
        [...Map.groupBy(effects, ({ hop }) => hop)].map(([hop, all]) => [hop, percentilesOf(all)]),
      ),
      order: percentilesOf(whole.rows),
    };
  } finally {
    await orders.close();
    await client.end();
  }
}

function percentilesOf(all: readonly { readonly milliseconds: number }[]) {
  return percentiles(all.map(({ milliseconds }) => milliseconds));
}

/** Every context's log is a table `events` in a schema of its own. */
async function effectsSince(client: pg.Client, moment: string): Promise<readonly Effect[]> {
  const { rows: contexts } = await client.query<{ name: string }>(
    `select table_schema as name from information_schema.tables where table_name = 'events'`,
  );
  const committed = contexts.map(
    ({ name }) => `select '${name}' as context, event_id, metadata->>'causationId' as cause,
      pg_xact_commit_timestamp(xmin) as at from ${name}.events where recorded_at >= $1`,
  );
  const { rows } = await client.query<Effect>(
    `with committed as materialized (${committed.join(' union all ')})
     select cause.context || ' → ' || effect.context as hop,
       extract(epoch from effect.at - cause.at)::float * 1000 as milliseconds
     from committed effect join committed cause on cause.event_id::text = effect.cause and cause.context <> effect.context`,
    [moment],
  );
  return rows;
}

const wholeOrders = `
  select extract(epoch from pg_xact_commit_timestamp(prepared.xmin) - pg_xact_commit_timestamp(placed.xmin))::float * 1000 as milliseconds
  from orders.events placed join orders.events prepared on prepared.stream = placed.stream and prepared.type = 'ShipmentPrepared'
  where placed.type = 'OrderPlaced' and placed.recorded_at >= $1`;
