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
    const ok = await fetch(`${origin}/products/${sku}`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok || performance.now() - begun >= patience) return ok;
  }
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
