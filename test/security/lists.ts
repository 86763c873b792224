import pg from 'pg';
import { eventually } from '#test/eventually';
import type { Besieged } from './people.js';

const views = /\b(order_view|payment_view|shipment_view|product_view)\b/g;

interface Submitted {
  readonly text?: string;
  submit(connection: unknown): unknown;
}

/** The read models that statements read from while work is done, each as often as it is asked. */
async function askedDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const statements = pg.Query.prototype as unknown as Submitted;
  const { submit } = statements;
  const asked: string[] = [];
  statements.submit = function (this: Submitted, connection) {
    if (/^\s*select/i.test(this.text ?? '')) asked.push(...new Set(this.text!.match(views)));
    return submit.call(this, connection);
  };
  try {
    await work();
  } finally {
    statements.submit = submit;
  }
  return asked;
}

const overGraphql = (field: string) => ({
  method: 'POST',
  path: '/graphql',
  body: { query: `{ ${field} }` },
});
const order = 'orderId lines { title } payment { status } shipment { status carrier } history { what }';

export function describeLists(shop: () => Besieged): void {
  const { ask } = { ask: (...given: Parameters<Besieged['ask']>) => shop().ask(...given) };

  async function placed(amount: number): Promise<void> {
    const { tokens, things } = shop();
    const before = await shown();
    const body = {
      lines: [{ sku: things.sku, quantity: 1 }],
      shippingAddress: { name: 'Bea', street: 'S 1', city: 'Bonn', country: 'DE' },
      payment: { token: 'tok_ok' },
    };
    for (let count = 0; count < amount; count++)
      expect((await ask('/orders', { method: 'POST', token: tokens.other, body })).status).toBe(201);
    await eventually(async () => expect(await shown()).toBe(before + amount), { within: 10_000 });
  }

  /** How many orders there are that are on their way with all their parts. */
  async function shown(): Promise<number> {
    const { body } = await ask('/orders?limit=100', { token: shop().tokens.other });
    const { items } = JSON.parse(body) as { items: { payment: object | null; shipment: object | null }[] };
    return items.filter(({ payment, shipment }) => payment && shipment).length;
  }

  const looks = [
    [{ method: 'GET', path: '/orders?limit=50', body: undefined }, 'order_view'],
    [overGraphql(`orders(first: 50) { edges { node { ${order} } } }`), 'order_view'],
    [{ method: 'GET', path: '/payments?limit=50', body: undefined }, 'payment_view'],
    [{ method: 'GET', path: '/shipments?limit=50', body: undefined }, 'shipment_view'],
    [overGraphql('products(first: 50) { edges { node { sku title } } }'), 'product_view'],
  ] as const;

  it.each([1, 3])('are one statement about one table each, with %d more orders', async (amount) => {
    await placed(amount);
    for (const [{ method, path, body }, table] of looks) {
      const asked = await askedDuring(() => ask(path, { method, body, token: shop().tokens.other }));
      expect([path, asked]).toEqual([path, [table]]);
    }
  });
}
