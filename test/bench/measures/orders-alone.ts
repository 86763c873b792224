import { figuresOf, inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { speed } from '../figures/statistics.js';
import { onServer, withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';
import { withBare } from '../shops/bare.js';
import { beginOrders, order } from '../shops/load.js';
import { pauseConsumers } from '../shops/paused-consumers.js';
import { requested } from '../shops/requests.js';
import { openMonolith, type Shop, withShops } from '../shops/shops.js';

const connections = 64;

export const ordersAlone: Measure = {
  name: 'orders-alone',
  title: 'Orders over HTTP in one process, consumers paused',
  run: (bench) => withShops([() => openMonolith(bench.postgres.url)], (shop) => run(bench, shop)),
};

async function run({ postgres, isQuick, rounds }: Bench, shop: Shop): Promise<Section> {
  const seconds = isQuick ? 2 : 5;
  await beginOrders(shop);
  const resume = await pauseConsumers(shop);
  const before = await shipments(shop);
  const placing = { method: 'POST', each: [{ path: '/orders', body: order }] } as const;
  const outcomes = await withDatabase(postgres.url, 'bare_nest', (url) =>
    withBare('nest', url, {}, (origin) =>
      inTurns(
        [
          requested('ours', connections, seconds, { origin: shop.origin, token: shop.token, ...placing }),
          requested('bare Nest', connections, seconds, { origin, ...placing }),
        ],
        rounds,
      ),
    ),
  );
  if ((await shipments(shop)) !== before)
    throw new Error('The consumers were not paused: orders were shipped meanwhile');
  await resume();
  return sectionOf(outcomes, {
    method: `${connections} connections, ${seconds} s a turn. The consumers are paused by holding their locks, as another instance would. Bare Nest: one controller on Fastify that inserts one row a request and answers the same.`,
    findings: [
      { target: 'acceptedOrders', rounds: figuresOf(outcomes, 'ours', speed) },
      { target: 'acceptedOverBare', rounds: ratios(outcomes, 'ours', 'bare Nest', speed) },
    ],
  });
}

async function shipments({ databaseUrl }: Shop): Promise<number> {
  const [row] = await onServer<{ count: number }>(
    databaseUrl,
    `select count(*)::integer as count from orders.events where type = 'ShipmentPrepared'`,
  );
  return row!.count;
}
