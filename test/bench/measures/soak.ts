import type { Plot, Section } from '../figures/section.js';
import { median } from '../figures/statistics.js';
import { onServer } from '../logs/databases.js';
import { memoryOf } from '../machine/memory.js';
import type { Bench, Measure } from '../measure.js';
import { beginOrders, Orders, placeOrders } from '../shops/load.js';
import { connections } from '../shops/loaded.js';
import { openMonolith, type Shop, withShops } from '../shops/shops.js';

/** Of what the shop completes when it is given as much as there can be. */
const share = 0.7;

export const soak: Measure = {
  name: 'soak',
  title: 'Ten minutes at 70 % of what it can do',
  isLong: true,
  run: (bench) => withShops([() => openMonolith(bench.postgres.url)], (shop) => run(bench, shop)),
};

interface Window {
  readonly at: number;
  readonly placed: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly memory: number;
}

async function run({ isQuick }: Bench, shop: Shop): Promise<Section> {
  await beginOrders(shop);
  const orders = await Orders.of(shop);
  const rate = Math.max(1, Math.floor(share * (await capacity(shop, orders, isQuick ? 2 : 10))));
  const windows = await observe(shop, rate, isQuick ? { count: 5, seconds: 2 } : { count: 60, seconds: 10 });
  const { placed, prepared } = await orders.settled('0');
  await orders.close();
  const holes = (await holesIn(shop)) + (placed - prepared);
  const growth = (figure: (window: Window) => number) => [lastOverSecond(windows.map(figure))];
  return {
    method: `${rate} orders a second, ${share * 100} % of what was completed at most, in ${windows.length} windows. Of the five parts of the time the first is for warming up. Afterwards every order must have its shipment and every log its positions without a hole.`,
    findings: [
      {
        target: 'soakMemory',
        rounds: windows.some(({ memory }) => memory === 0) ? [] : growth(({ memory }) => memory),
      },
      { target: 'soakLatency', rounds: growth(({ p99 }) => p99) },
      { target: 'soakHoles', rounds: [holes] },
    ],
    series: [
      { name: 'placed', unit: '/s', rounds: windows.map((window) => window.placed) },
      { name: 'refused or failed', unit: 'orders', rounds: windows.map(({ failed }) => failed) },
    ],
    plots: plotsOf(windows),
  };
}

async function capacity(shop: Shop, orders: Orders, seconds: number): Promise<number> {
  await placeOrders(shop, { connections, seconds });
  await orders.settled('0');
  const head = await orders.head();
  await placeOrders(shop, { connections, seconds });
  const outcome = await orders.settled(head);
  return outcome.prepared / outcome.seconds;
}

async function observe(shop: Shop, rate: number, { count, seconds }: { count: number; seconds: number }) {
  const windows: Window[] = [];
  for (let index = 0; index < count; index++) {
    const load = await placeOrders(shop, { connections, seconds, rate });
    windows.push({
      at: (index + 1) * seconds,
      placed: load['2xx'] / load.duration,
      failed: load.non2xx + load.errors,
      p50: load.latency.p50,
      p99: load.latency.p99,
      memory: (await memoryOf(shop.pids['shop']!)) ?? 0,
    });
  }
  return windows;
}

/** The median of the last fifth over that of the second; in the first everything is still growing warm. */
export function lastOverSecond(figures: readonly number[]): number {
  const fifth = Math.max(1, Math.floor(figures.length / 5));
  return median(figures.slice(-fifth)) / median(figures.slice(fifth, 2 * fifth));
}

function plotsOf(windows: readonly Window[]): readonly Plot[] {
  const plot = (title: string, unit: string, lines: Plot['lines']): Plot => ({
    title,
    unit,
    over: 'seconds',
    at: windows.map(({ at }) => at),
    lines,
  });
  return [
    plot('Memory', 'MB', [{ name: 'resident', values: windows.map(({ memory }) => memory) }]),
    plot('Latency', 'ms', [
      { name: 'p50', values: windows.map(({ p50 }) => p50) },
      { name: 'p99', values: windows.map(({ p99 }) => p99) },
    ]),
  ];
}

/** Positions that are missing in the logs of all contexts. */
async function holesIn({ databaseUrl }: Shop): Promise<number> {
  const contexts = await onServer<{ name: string }>(
    databaseUrl,
    `select table_schema as name from information_schema.tables where table_name = 'log_head'`,
  );
  const each = contexts.map(
    ({ name }) => `select (select position from ${name}.log_head) - count(*) as missing from ${name}.events`,
  );
  const [row] = await onServer<{ missing: number }>(
    databaseUrl,
    `select sum(missing)::double precision as missing from (${each.join(' union all ')}) logs`,
  );
  return row!.missing;
}
