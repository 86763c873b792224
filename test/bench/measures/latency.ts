import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Line, Section, Series } from '../figures/section.js';
import { percentiles } from '../figures/statistics.js';
import type { Bench, Measure } from '../measure.js';
import { beginOrders, Orders, placeOrder, placeOrders } from '../shops/load.js';
import { openMonolith, openSplit, type Shop, withShops } from '../shops/shops.js';

/**
 * How long it takes from the commit of an event in one context to the commit of its effect in another, in milliseconds.
 *
 * An effect is an event whose metadata name its cause, in another context's log. Both moments are the commit timestamps that
 * PostgreSQL keeps (`track_commit_timestamp`), by the one clock of one server, in microseconds. It takes them as it begins to
 * commit, before the commit is flushed to disk; at both ends. So the error of one latency is the difference between two flushes.
 */
interface Latencies {
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

/** One shop, order by order and under load. */
interface Observed {
  readonly shop: Shop;
  readonly atRest: readonly Latencies[];
  readonly underLoad: readonly Latencies[];
}

/** Orders a second under load: well below what either does. */
const rate = 100;

export const latency: Measure = {
  name: 'latency',
  title: 'From the commit of an event to the commit of its effect in another context',
  run: measureBoth,
};

/** One after the other, for an idle split would take time from the one process. */
async function measureBoth(bench: Bench): Promise<Section> {
  const [server, folder] = [bench.postgres.url, join(bench.folder, 'latency')];
  const whole = await withShops([() => openMonolith(server)], (shop) => observe(shop, bench));
  const torn = await withShops([() => openSplit(server, folder)], (shop) => observe(shop, bench));
  const overNats = torn.shop.transport === 'NATS';
  const p50 = ({ atRest }: Observed) => atRest.map((latencies) => latencies.p50);
  return {
    method: `One order after the other, each when the one before has its shipment; and ${rate} orders a second. Moments of commits as PostgreSQL keeps them.`,
    findings: [
      { target: 'latencyInProcess', rounds: p50(whole) },
      { target: 'latencyOverNats', rounds: overNats ? p50(torn) : [] },
    ],
    series: [whole, torn].flatMap(seriesOf),
    tables: [{ title: 'Hops of the last round, one order at a time', lines: [whole, torn].flatMap(hopLines) }],
    ...(!overNats && { leftOut: [`No broker was found, so the split heard over ${torn.shop.transport}`] }),
  };
}

async function observe(shop: Shop, { rounds, isQuick }: Bench): Promise<Observed> {
  const seconds = isQuick ? 2 : 5;
  await beginOrders(shop);
  const [atRest, underLoad]: [Latencies[], Latencies[]] = [[], []];
  await ordersAtRest(shop, seconds);
  for (let round = 0; round < rounds; round++) {
    atRest.push(await ordersAtRest(shop, seconds));
    underLoad.push(await measured(shop, () => placeOrders(shop, { connections: 32, seconds, rate })));
  }
  return { shop, atRest, underLoad };
}

function seriesOf({ shop, atRest, underLoad }: Observed): readonly Series[] {
  const of = (called: string, all: readonly Latencies[], figure: (latencies: Latencies) => number): Series => ({
    name: `${shop.name} (${shop.transport}), ${called}`,
    unit: 'ms',
    rounds: all.map(figure),
  });
  return [
    of('one order at a time, p50', atRest, ({ p50 }) => p50),
    of('one order at a time, p99', atRest, ({ p99 }) => p99),
    of(`${rate} orders/s, p50`, underLoad, ({ p50 }) => p50),
    of(`${rate} orders/s, p99`, underLoad, ({ p99 }) => p99),
    of('order to shipment, p50', atRest, ({ order }) => order.p50),
  ];
}

function hopLines({ shop, atRest }: Observed): readonly Line[] {
  return Object.entries(atRest.at(-1)!.hops).map(([hop, { p50, p99 }]) => ({
    shop: `${shop.name} (${shop.transport})`,
    hop,
    p50: p50.toFixed(2),
    p99: p99.toFixed(2),
  }));
}

async function ordersAtRest(shop: Shop, seconds: number): Promise<Latencies> {
  return measured(shop, async (orders) => {
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const head = await orders.head();
      await placeOrder(shop);
      await orders.settled(head, 20);
      await pause(Math.random() * 40);
    }
  });
}

async function measured(shop: Shop, work: (orders: Orders) => Promise<unknown>): Promise<Latencies> {
  const orders = await Orders.of(shop);
  const client = new pg.Client({ connectionString: shop.databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
    const head = await orders.head();
    await work(orders);
    await orders.settled(head);
    const effects = await effectsSince(client, rows[0]!.now);
    const whole = await client.query<{ milliseconds: number }>(wholeOrders, [rows[0]!.now]);
    return {
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
