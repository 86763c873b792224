import { setTimeout as pause } from 'node:timers/promises';
import type { Money, Order, Page, PlacedOrder, Product } from './answers.js';
import type { Caller } from './caller.js';
import { expectStatus } from './caller.js';
import type { Basket, Plan } from './plan.js';
import { Unanswered } from './refusals.js';
import type { Tally } from './tally.js';
import { isSending, type Warehouse } from './warehouse.js';
import { codeOf } from './wire.js';

/** An order that the shop has promised to somebody. */
export interface Acknowledged {
  readonly orderId: string;
  readonly total: Money;
  readonly basket: Basket;
}

const firstLook = 50;
const longestPause = 1_000;

/** Lives through plans: looks around, orders, and sees to what is to become of the order. */
export class Shopper {
  constructor(
    private readonly run: string,
    private readonly warehouse: Warehouse,
    private readonly tally: Tally,
    private readonly patience: number,
    private readonly acknowledged: (order: Acknowledged) => void,
  ) {}

  async shop(customer: Caller, plan: Plan): Promise<void> {
    await lookAround(customer, plan);
    for (const [sku, quantity] of Object.entries(plan.basket)) await this.takeFromTheShelf(customer, sku, quantity);
    const orderId = await this.place(customer, plan);
    if (orderId !== undefined) await this.follow(customer, plan, orderId);
  }

  private async takeFromTheShelf(customer: Caller, sku: string, quantity: number): Promise<void> {
    const product = await customer.get<Product>('product', `/products/${encodeURIComponent(sku)}`);
    if (product.stock < quantity) await this.warehouse.restock(product, quantity);
  }

  private async place(customer: Caller, { number, basket, city, token }: Plan): Promise<string | undefined> {
    const lines = Object.entries(basket).map(([sku, quantity]) => ({ sku, quantity }));
    const body = { lines, shippingAddress: { name: `Shopper ${number}`, city }, payment: { token } };
    const answer = await customer
      .post<PlacedOrder>('place an order', '/orders', body, `${this.run}-order-${number}`)
      .catch((error: unknown) => {
        if (error instanceof Unanswered) this.tally.did('orders without an answer');
        throw error;
      });
    if (codeOf(answer) === 'orders.product-not-orderable') {
      this.tally.did('orders refused');
      return undefined;
    }
    const { orderId, total } = expectStatus(answer, 201);
    this.acknowledged({ orderId, total, basket });
    return orderId;
  }

  private async follow(customer: Caller, { intention }: Plan, orderId: string): Promise<void> {
    if (isSending(intention)) this.warehouse.send(orderId, intention, customer.seen.token);
    if (intention === 'cancel at once') return this.cancel(customer, orderId);
    if (intention === 'cancel when paid' && (await this.becomes(customer, orderId, isPaid)))
      return this.cancel(customer, orderId);
    if (intention === 'cancel when declined' && (await this.becomes(customer, orderId, isDeclined)))
      return this.cancel(customer, orderId);
    if (intention === 'pay again' && (await this.becomes(customer, orderId, isDeclined)))
      return this.payAgain(customer, orderId);
  }

  private async cancel(customer: Caller, orderId: string): Promise<void> {
    const body = { reason: 'changed my mind' };
    const answer = await customer.post(
      'cancel',
      `/orders/${orderId}/cancellation`,
      body,
      `${this.run}-cancel-${orderId}`,
    );
    if (codeOf(answer) === 'orders.already-rejected') return;
    expectStatus(answer, 200);
    this.tally.did('orders cancelled');
  }

  private async payAgain(customer: Caller, orderId: string): Promise<void> {
    const answer = await customer.post(
      'pay again',
      `/orders/${orderId}/payments`,
      { token: 'tok_ok' },
      `${this.run}-pay-${orderId}`,
    );
    if (codeOf(answer) === 'orders.already-cancelled') return; // The shop does not wait for ever.
    expectStatus(answer, 202);
    this.tally.did('orders paid again after a decline');
  }

  /** Waits for what the order is to become; false when it has become something final instead. */
  private async becomes(customer: Caller, orderId: string, wanted: (order: Order) => boolean): Promise<boolean> {
    const deadline = performance.now() + this.patience;
    for (let wait = firstLook; ; wait = Math.min(wait * 2, longestPause)) {
      const order = await customer.get<Order>('look after an order', `/orders/${orderId}`);
      if (order.status === 'rejected' || order.status === 'cancelled') return false;
      if (wanted(order)) return true;
      if (performance.now() > deadline) throw new Error(`order ${orderId} is still ${order.status}`);
      await pause(wait);
    }
  }
}

const isPaid = ({ status }: Order): boolean => status === 'paid';
const isDeclined = ({ payment }: Order): boolean => payment?.status === 'declined';

async function lookAround(customer: Caller, { search, pages }: Plan): Promise<void> {
  const kind = search === undefined ? 'browse' : 'search';
  const first = `/products?limit=20${search === undefined ? '' : `&search=${encodeURIComponent(search)}`}`;
  let path = first;
  for (let page = 1; page <= pages; page++) {
    const { next } = await customer.get<Page<Product>>(kind, path);
    if (next === null) return;
    path = `${first}&after=${encodeURIComponent(next)}`;
  }
}
