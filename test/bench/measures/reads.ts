import { inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { speed } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';
import { withBare } from '../shops/bare.js';
import { beginOrders, placeOrder } from '../shops/load.js';
import { orderQuery } from '../shops/order-query.js';
import { requested } from '../shops/requests.js';
import { openMonolith, type Shop, withShops } from '../shops/shops.js';

const connections = 64;
export const reads: Measure = {
  name: 'reads',
  title: 'One order, by REST and by GraphQL',
  run: (bench) => withShops([() => openMonolith(bench.postgres.url)], (shop) => run(bench, shop)),
};

/** So many that no two connections ask for the same one at the same moment but by chance. */
const asked = 200;

async function run({ postgres, isQuick, rounds }: Bench, shop: Shop): Promise<Section> {
  const seconds = isQuick ? 2 : 5;
  const { origin, token } = shop;
  const orderIds = [await beginOrders(shop)];
  while (orderIds.length < asked) orderIds.push((await placeOrder(shop))!);
  const stored = await answersOf(shop, orderIds);
  const rest = { origin, token, each: orderIds.map((orderId) => ({ path: `/orders/${orderId}` })) };
  const queries = orderIds.map((id) => ({ path: '/graphql', body: { query: orderQuery, variables: { id } } }));
  await assertSameByGraphql(shop, queries[0]!, stored[orderIds[0]!]!);
  const outcomes = await withDatabase(postgres.url, 'bare_fastify', (url) =>
    withBare('fastify', url, stored, (bare) =>
      inTurns(
        [
          requested('GET /orders/{id}', connections, seconds, rest),
          requested('GraphQL', connections, seconds, { origin, method: 'POST', token, each: queries }),
          requested('bare Fastify', connections, seconds, { origin: bare, each: rest.each }),
        ],
        rounds,
      ),
    ),
  );
  return sectionOf(outcomes, {
    method: `${asked} orders in turn from ${connections} connections, ${seconds} s a turn, signed in. GraphQL asks for all that GET answers. Bare Fastify: one select by key, the same JSON, nobody signed in.`,
    findings: [
      { target: 'readOverBare', rounds: ratios(outcomes, 'GET /orders/{id}', 'bare Fastify', speed) },
      { target: 'graphqlOverRead', rounds: ratios(outcomes, 'GraphQL', 'GET /orders/{id}', speed) },
    ],
  });
}

/** Each order as it is once its read model has come to rest. */
async function answersOf(
  { origin, token }: Shop,
  orderIds: readonly string[],
): Promise<Readonly<Record<string, object>>> {
  const answers: Record<string, object> = {};
  for (const orderId of orderIds) {
    while (answers[orderId] === undefined) {
      const answer = await fetch(`${origin}/orders/${orderId}`, { headers: { authorization: `Bearer ${token}` } });
      const order = (await answer.json()) as { readonly shipment?: object | null };
      if (answer.ok && order.shipment) answers[orderId] = order;
    }
  }
  return answers;
}

async function assertSameByGraphql(
  { origin, token }: Shop,
  { path, body }: { readonly path: string; readonly body: object },
  stored: object,
): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { data, errors } = (await answer.json()) as { data?: { order?: object } | null; errors?: object };
  if (errors !== undefined) throw new Error(`GraphQL refused the query: ${JSON.stringify(errors)}`);
  const missing = Object.keys(stored).filter((field) => !(field in (data?.order ?? {})));
  if (missing.length > 0) throw new Error(`GraphQL does not answer ${missing.join(', ')} of an order`);
}
