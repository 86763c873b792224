import { figuresOf, inTurns } from '../figures/rounds.js';
import type { Section } from '../figures/section.js';
import type { Bench, Measure } from '../measure.js';
import { connections, idleTimes, loadedShop } from '../shops/loaded.js';
import { processorTable, seriesOf } from '../shops/loaded-section.js';
import { openMonolith, type Shop, withShops } from '../shops/shops.js';

export const orders: Measure = {
  name: 'orders',
  title: 'Orders over HTTP in one process, all consumers running',
  run: (bench) => withShops([() => openMonolith(bench.postgres.url)], (shop) => run(bench, shop)),
};

async function run({ postgres, isQuick, rounds }: Bench, shop: Shop): Promise<Section> {
  const seconds = isQuick ? 2 : 8;
  const idle = new Map([[shop.name, await idleTimes(shop, postgres.pid)]]);
  const outcomes = await inTurns([loadedShop(shop, postgres.pid, seconds)], rounds);
  return {
    method: `${connections} connections for ${seconds} s, then until the last order has its shipment: stock reserved, paid, shipment prepared. The load comes from this machine and takes its processors too.`,
    findings: [
      { target: 'ordersPlaced', rounds: figuresOf(outcomes, shop.name, ({ placedPerSecond }) => placedPerSecond) },
      { target: 'ordersLatency', rounds: figuresOf(outcomes, shop.name, ({ p99 }) => p99) },
      {
        target: 'ordersCompleted',
        rounds: figuresOf(outcomes, shop.name, ({ completedPerSecond }) => completedPerSecond),
      },
    ],
    series: seriesOf(outcomes),
    tables: [processorTable(outcomes, idle)],
  };
}
