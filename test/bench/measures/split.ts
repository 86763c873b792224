import { join } from 'node:path';
import { inTurns, ratios } from '../figures/rounds.js';
import type { Section } from '../figures/section.js';
import type { Bench, Measure } from '../measure.js';
import { connections, idleTimes, loadedShop } from '../shops/loaded.js';
import { processorTable, seriesOf } from '../shops/loaded-section.js';
import { openMonolith, openSplit, type Shop, withShops } from '../shops/shops.js';

export const split: Measure = {
  name: 'split',
  title: 'The same orders in one process and in the split',
  run: (bench) =>
    withShops(
      [() => openMonolith(bench.postgres.url), () => openSplit(bench.postgres.url, join(bench.folder, 'split'))],
      (monolith, torn) => run(bench, monolith, torn),
    ),
};

async function run({ postgres, isQuick, rounds }: Bench, monolith: Shop, torn: Shop): Promise<Section> {
  const seconds = isQuick ? 2 : 8;
  const shops = [monolith, torn];
  const idle = new Map<string, Awaited<ReturnType<typeof idleTimes>>>();
  for (const shop of shops) idle.set(shop.name, await idleTimes(shop, postgres.pid));
  const outcomes = await inTurns(
    shops.map((shop) => loadedShop(shop, postgres.pid, seconds)),
    rounds,
  );
  const overNats = torn.transport === 'NATS';
  return {
    method: `${connections} connections for ${seconds} s, then until the last order has its shipment. The split as npm run split runs it, over ${torn.transport}, on this one machine; each stands idle while the other has its turn.`,
    findings: [
      {
        target: 'splitOverMonolith',
        rounds: overNats
          ? ratios(outcomes, torn.name, monolith.name, ({ completedPerSecond }) => completedPerSecond)
          : [],
      },
    ],
    series: seriesOf(outcomes),
    tables: [processorTable(outcomes, idle)],
    ...(!overNats && { leftOut: [`No broker was found, so the split heard over ${torn.transport}`] }),
  };
}
