/** From the seed; without it the shop may have nothing to order yet. */
const sku = 'teapot-clay';

/** What whoever started the shop reads first. */
export async function welcome(origin: string, notes: readonly string[]): Promise<readonly string[]> {
  const { ok: seeded } = await fetch(`${origin}/products/${sku}`);
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

function orderWithCurl(origin: string): string {
  const account = `{"email":"you@example.org","password":"seven little teapots","name":"You"}`;
  const logIn = `{"email":"you@example.org","password":"seven little teapots"}`;
  const order = `{"lines":[{"sku":"${sku}","quantity":1}],"shippingAddress":{"name":"You","city":"Lisbon"},"payment":{"token":"tok_ok"}}`;
  const post = (path: string, body: string) =>
    `curl -s ${origin}${path} -H 'Content-Type: application/json' -d '${body}'`;
  const token = `$(${post('/sessions', logIn)} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  return `${post('/users', account)}; ${post('/orders', order)} -H "Authorization: Bearer ${token}"`;
}
