import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import pg from 'pg';
import type { Shop } from './shops.js';

/** What is ordered, again and again. */
export const order = {
  lines: [{ sku: 'bench', quantity: 1 }],
  shippingAddress: { name: 'Shopper', street: 'Rua Augusta 1', city: 'Lisbon', country: 'PT' },
  payment: { token: 'tok_ok' },
};

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Orders a second; as many as there can be where nothing is said. */
  readonly rate?: number;
}

/** A shop, and who orders there. */
export type OpenShop = Pick<Shop, 'origin' | 'token'>;

/** Places orders from so many connections for so many seconds. */
export async function placeOrders(
  shop: OpenShop,
  { connections, seconds, rate }: LoadOptions,
): Promise<autocannon.Result> {
  return autocannon({
    url: `${shop.origin}/orders`,
    method: 'POST',
    connections,
    duration: seconds,
    ...(rate !== undefined && { overallRate: rate }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.token}` },
    body: JSON.stringify(order),
  });
}

/** Places a single order and answers with its id; undefined when the shop did not take it. */
export async function placeOrder(shop: OpenShop): Promise<string | undefined> {
  const answer = await fetch(`${shop.origin}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.token}` },
    body: JSON.stringify(order),
  });
  const { orderId } = (await answer.json()) as { orderId?: string };
  return answer.ok ? orderId : undefined;
}

/** Places orders until the shop takes one: its orders have to hear of the product first. */
export async function placeFirstOrder(shop: OpenShop): Promise<string> {
  for (;;) {
    const orderId = await placeOrder(shop);
    if (orderId !== undefined) return orderId;
    await pause(20);
  }
}

/** Has a shop take one order and bring it to its shipment; from then on whatever it does belongs to later orders. */
export async function beginOrders(shop: Shop): Promise<string> {
  const orderId = await placeFirstOrder(shop);
  const orders = await Orders.of(shop);
  await orders.settled('0');
  await orders.close();
  return orderId;
}

/** What became of the orders that were placed after a place in the log. */
export interface Outcome {
  readonly placed: number;
  readonly prepared: number;
  /** From the first order to the last shipment, by the database's clock. */
  readonly seconds: number;
}

/** Looks at a shop's orders through its database. */
export class Orders {
  private constructor(private readonly client: pg.Client) {}

  static async of(shop: Shop): Promise<Orders> {
    const client = new pg.Client({ connectionString: shop.databaseUrl });
    client.on('error', () => {});
    await client.connect();
    await client.query('set enable_seqscan = off');
    return new Orders(client);
  }

  async head(): Promise<string> {
    const { rows } = await this.client.query<{ position: string }>('select position from orders.log_head');
    return rows[0]!.position;
  }

  /**
   * Waits until every order after a place has its shipment: its stock is reserved then, and it is paid. Looks at no event
   * twice, so that looking costs the shop next to nothing; and once more when all is done, for an order whose request the load
   * did not wait for.
   */
  async settled(after: string, every = 50): Promise<Outcome> {
    const total = { placed: 0, prepared: 0, first: Infinity, last: -Infinity };
    for (let upTo = after; ; await pause(every)) {
      const { rows } = await this.client.query<Seen>(seenQuery, [upTo]);
      const [{ head, placed, prepared, first, last }] = rows as [Seen];
      const isQuiet = head === upTo;
      upTo = head;
      total.placed += placed;
      total.prepared += prepared;
      total.first = Math.min(total.first, first ?? Infinity);
      total.last = Math.max(total.last, last ?? -Infinity);
      if (isQuiet && total.placed === total.prepared)
        return { placed: total.placed, prepared: total.prepared, seconds: total.last - total.first };
    }
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

/** What a part of the log shows; times in seconds. */
interface Seen {
  readonly head: string;
  readonly placed: number;
  readonly prepared: number;
  readonly first: number | null;
  readonly last: number | null;
}

const seenQuery = `
  select coalesce(max(position), $1::bigint) as head,
    count(*) filter (where type = 'OrderPlaced')::int as placed,
    count(*) filter (where type = 'ShipmentPrepared')::int as prepared,
    extract(epoch from min(recorded_at) filter (where type = 'OrderPlaced'))::float as first,
    extract(epoch from max(recorded_at) filter (where type = 'ShipmentPrepared'))::float as last
  from orders.events where position > $1::bigint`;
