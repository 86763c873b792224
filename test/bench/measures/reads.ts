import { inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { speed } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';
import { withBare } from '../shops/bare.js';
import { beginOrders } from '../shops/load.js';
import { orderQuery } from '../shops/order-query.js';
import { requested } from '../shops/requests.js';
import { openMonolith, type Shop, withShops } from '../shops/shops.js';

const connections = 64;
export const reads: Measure = {
  name: 'reads',
  title: 'One order, by REST and by GraphQL',
  run: (bench) => withShops([() => openMonolith(bench.postgres.url)], (shop) => run(bench, shop)),
};

async function run({ postgres, isQuick, rounds }: Bench, shop: Shop): Promise<Section> {
  const seconds = isQuick ? 2 : 5;
  const orderId = await beginOrders(shop);
  const { token } = shop;
  const rest = { url: `${shop.origin}/orders/${orderId}`, token };
  const graphql = {
    url: `${shop.origin}/graphql`,
    method: 'POST',
    token,
    body: { query: orderQuery, variables: { id: orderId } },
  } as const;
  const stored = await answerOf(shop, orderId);
  await assertSameByGraphql(graphql, stored);
  const outcomes = await withDatabase(postgres.url, 'bare_fastify', (url) =>
    withBare('fastify', url, { [orderId]: stored }, (origin) =>
      inTurns(
        [
          requested('GET /orders/{id}', connections, seconds, rest),
          requested('GraphQL', connections, seconds, graphql),
          requested('bare Fastify', connections, seconds, { url: `${origin}/orders/${orderId}` }),
        ],
        rounds,
      ),
    ),
  );
  return sectionOf(outcomes, {
    method: `${connections} connections, ${seconds} s a turn, signed in. GraphQL asks for all that GET answers. Bare Fastify: one select by key, the same JSON, nobody signed in.`,
    findings: [
      { target: 'readOverBare', rounds: ratios(outcomes, 'GET /orders/{id}', 'bare Fastify', speed) },
      { target: 'graphqlOverRead', rounds: ratios(outcomes, 'GraphQL', 'GET /orders/{id}', speed) },
    ],
  });
}

/** The order as it is once its read model has come to rest. */
async function answerOf({ origin, token }: Shop, orderId: string): Promise<object> {
  for (;;) {
    const answer = await fetch(`${origin}/orders/${orderId}`, { headers: { authorization: `Bearer ${token}` } });
    const order = (await answer.json()) as { readonly shipment?: object | null };
    if (answer.ok && order.shipment) return order;
  }
}

async function assertSameByGraphql(
  { url, token, body }: { url: string; token: string; body: object },
  stored: object,
): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const { data, errors } = (await answer.json()) as { data?: { order?: object } | null; errors?: object };
  if (errors !== undefined) throw new Error(`GraphQL refused the query: ${JSON.stringify(errors)}`);
  const missing = Object.keys(stored).filter((field) => !(field in (data?.order ?? {})));
  if (missing.length > 0) throw new Error(`GraphQL does not answer ${missing.join(', ')} of an order`);
}
