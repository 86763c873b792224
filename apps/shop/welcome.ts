import { setTimeout as pause } from 'node:timers/promises';

/** From the seed; without it the shop may have nothing to order yet. */
const sku = 'teapot-clay';

/** What whoever started the shop reads first. */
export async function welcome(origin: string, notes: readonly string[]): Promise<readonly string[]> {
  const seeded = await isOnSale(origin);
  return [
    '',
    `The shop is open: ${origin}`,
    `  ready?  ${origin}/health/ready`,
    `  browse  ${origin}/products`,
    ...notes.map((note) => `  ${note}`),
    '',
    ...(seeded ? ['Place an order:', orderWithCurl(origin), ''] : []),
  ];
}

/** What is being seeded comes on sale a moment after the start. */
async function isOnSale(origin: string): Promise<boolean> {
  const patience = process.env['SEED_CATALOGUE'] === 'true' ? 5_000 : 0;
  for (const begun = performance.now(); ; await pause(50)) {
    const isThere = await isFound(origin).catch(() => false);
    if (isThere || performance.now() - begun >= patience) return isThere;
  }
}

/** By a search, which is no failure in the log of the shop while it finds nothing. */
async function isFound(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/products?search=clay+teapot`);
  const { items } = (await answer.json()) as { readonly items: readonly { readonly sku: string }[] };
  return items.some((product) => product.sku === sku);
}

function orderWithCurl(origin: string): string {
  const account = `{"email":"you@example.org","password":"seven little teapots","name":"You"}`;
  const logIn = `{"email":"you@example.org","password":"seven little teapots"}`;
  const order = `{"lines":[{"sku":"${sku}","quantity":1}],"shippingAddress":{"name":"You","city":"Lisbon"},"payment":{"token":"tok_ok"}}`;
  const post = (path: string, body: string) =>
    `curl -s ${origin}${path} -H 'Content-Type: application/json' -d '${body}'`;
  const token = `$(${post('/sessions', logIn)} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  return `${post('/users', account)}; ${post('/orders', order)} -H "Authorization: Bearer ${token}"`;
}
