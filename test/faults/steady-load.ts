import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlacedOrder, Problem } from '../drivers/answers.js';
import { type Answer, expectStatus, type RequestHeaders } from '../drivers/caller.js';
import { Seen } from '../drivers/seen.js';
import type { Basket, Shopper } from '../drivers/shopper.js';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import type { Staff } from '../drivers/staff.js';
import { eventually } from '../support/eventually.js';
import type { Acknowledged, Promised } from './invariants/books.js';

const pieces = 100_000;
/** As from many clients, and so that none holds on to a gateway that a balancer leads it past. */
const onItsOwnConnection = { connection: 'close' };

/**
 * Customers who ask one thing after the other, each once: whatever is not answered at the first time as it should be is a
 * failure. A part of what they ask may be repeated by nobody, because it bears no key.
 */
export class SteadyLoad implements Promised {
  readonly acknowledged: Acknowledged[] = [];
  readonly failures: string[] = [];
  answered = 0;
  private isOver = false;
  private going: Promise<void>[] = [];

  private constructor(
    private readonly staff: Staff,
    readonly putIn: Basket,
    private readonly shoppers: readonly Shopper[],
  ) {}

  static async prepare(shop: ShopUnderTest, customers = 4): Promise<SteadyLoad> {
    const { staff, shopper } = await shop.people();
    const sku = await staff.sells({ stock: pieces });
    expectStatus(await shopper.get('/orders'), 200);
    const shoppers = await Promise.all(Array.from({ length: customers }, () => shop.shopper(new Seen())));
    return new SteadyLoad(staff, { [sku]: pieces }, shoppers);
  }

  begin(): void {
    this.going = this.shoppers.map((shopper) => this.goOn(shopper));
  }

  /** Many orders at once, none of which may be repeated; resolves when the first is answered, so that others are under way. */
  async rush(): Promise<void> {
    const orders = Array.from({ length: 40 }, () => this.places(this.shoppers[0]!, {}));
    this.going.push(...orders.map((order) => order.then(() => undefined)));
    await Promise.race(orders);
  }

  /** Resolves once so many more requests are answered. */
  async answeredMore(requests: number): Promise<void> {
    const wanted = this.answered + requests;
    const look = () => {
      if (this.answered < wanted) throw new Error(`${this.answered} of ${wanted} requests`);
    };
    await eventually(look, { within: 60_000 });
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.going);
  }

  private async goOn(shopper: Shopper): Promise<void> {
    const [sku] = Object.keys(this.putIn) as [string];
    while (!this.isOver) {
      const orderId = await this.places(shopper, {});
      await this.places(shopper, { 'idempotency-key': randomUUID() });
      for (const path of orderId === undefined ? [] : [`/orders/${orderId}`, `/payments?orderId=${orderId}`]) {
        await this.asks(`GET ${path}`, 200, (headers) => shopper.get(path, headers));
      }
      await this.asks('GET /products', 200, (headers) => shopper.get(`/products/${sku}`, headers));
      await this.asks('PATCH /users/me', 200, (headers) => shopper.patch('/users/me', { name: 'Ada' }, headers));
      const description = `Holds tea, or ${randomUUID()}.`;
      await this.asks('PATCH /products', 200, (headers) =>
        this.staff.patch(`/products/${sku}`, { description }, headers),
      );
      await this.asks('GET /shipments', 200, (headers) => shopper.get('/shipments?limit=1', headers));
      await this.looksAtRevenue();
      await pause(20);
    }
  }

  private async places(shopper: Shopper, keys: RequestHeaders): Promise<string | undefined> {
    const basket = Object.fromEntries(Object.keys(this.putIn).map((sku) => [sku, 1]));
    const placed = await this.asks<PlacedOrder>('POST /orders', 201, (headers) =>
      shopper.place(basket, 'tok_ok', { ...headers, ...keys }),
    );
    if (placed === undefined) return undefined;
    const { orderId, total } = placed;
    this.acknowledged.push({ orderId, total, basket, mayEndAs: ['paid'] });
    return orderId;
  }

  private async looksAtRevenue(): Promise<void> {
    const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    const path = `/analytics/revenue?from=${from}&to=${to}&bucket=day`;
    await this.asks('GET /analytics/revenue', 200, (headers) => this.staff.get(path, headers));
  }

  private async asks<Body>(
    what: string,
    wanted: number,
    send: (headers: RequestHeaders) => Promise<Answer<Body>>,
  ): Promise<Body | undefined> {
    const askedAt = performance.now();
    const after = () => `after ${Math.round(performance.now() - askedAt)} ms`;
    try {
      const { status, body } = await send(onItsOwnConnection);
      this.answered += 1;
      if (status === wanted) return body;
      this.failures.push(`${what} was answered ${status} ${(body as Partial<Problem>).code ?? ''} ${after()}`);
    } catch (error) {
      this.failures.push(`${what} was not answered, ${after()}: ${String((error as Error).cause ?? error)}`);
    }
    return undefined;
  }
}
