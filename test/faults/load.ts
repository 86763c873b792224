import { setTimeout as pause } from 'node:timers/promises';
import type { Order, OrderStatus } from '../drivers/answers.js';
import { type Answer, expectStatus, type RequestHeaders } from '../drivers/caller.js';
import { NothingSeen } from '../drivers/seen.js';
import type { Basket, Shopper } from '../drivers/shopper.js';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import type { Staff } from '../drivers/staff.js';
import { eventually } from '../support/eventually.js';
import type { Acknowledged } from './invariants/books.js';
import { untilAnswered } from './persistence.js';
import type { Random } from './random.js';

const tokens = { tok_ok: 60, tok_flaky: 10, tok_slow: 8, tok_timeout: 4, tok_declined: 18 };
const afterGoodCard = { nothing: 55, 'cancel at once': 15, 'cancel when paid': 15, deliver: 9, 'take back': 6 };
const afterDecline = { nothing: 30, 'cancel at once': 20, 'pay again': 50 };

type Token = keyof typeof tokens;
type Intention = keyof typeof afterGoodCard | keyof typeof afterDecline;

/** What one order will be, and what becomes of it once it is placed. */
interface Plan {
  readonly shopper: Shopper;
  readonly basket: Basket;
  readonly token: Token;
  readonly intention: Intention;
}

const patience = { within: 300_000, every: 500 };

/** Shoppers who place, cancel and pay orders all at once, and do not give up before each request is answered. */
export class Load {
  /** Orders that the shop has promised to somebody. */
  readonly acknowledged: Acknowledged[] = [];
  /** What nobody should get: internal errors, orders without a receipt, no answer or not the right one. */
  readonly failures: unknown[] = [];
  /** Answers with which a request was turned away for the moment. */
  readonly turnedAway: Answer[] = [];
  private readonly lives: Promise<void>[] = [];

  private constructor(
    private readonly shoppers: readonly Shopper[],
    private readonly staff: Staff,
    /** Pieces put in stock. */
    readonly putIn: Basket,
    private readonly random: Random,
  ) {}

  /** Fills the shelves of an empty shop with four products, the last of which will not do for all. */
  static async prepare(shop: ShopUnderTest, random: Random): Promise<Load> {
    const { staff, shopper } = await shop.people();
    const putIn: Record<string, number> = {};
    for (const stock of [10_000, 10_000, 10_000, 40]) putIn[await staff.sells({ stock })] = stock;
    expectStatus(await shopper.get('/orders'), 200);
    const shoppers = await Promise.all(Array.from({ length: 8 }, () => shop.shopper(new NothingSeen())));
    return new Load(shoppers, await shop.staff(new NothingSeen()), putIn, random);
  }

  /** Begins so many more orders, all at once; with any card and anything that may become of them, unless that is given. */
  begin(orders: number, token?: Token, intention?: 'nothing'): void {
    for (let order = 0; order < orders; order += 1) {
      const plan = this.plan(token ?? this.random.choose(tokens));
      const life = this.live(intention === undefined ? plan : { ...plan, intention });
      this.lives.push(life.catch((error: Error) => void this.failures.push(error.message)));
    }
  }

  /** Resolves once so many more orders are acknowledged. */
  async acknowledgedMore(orders: number): Promise<void> {
    const wanted = this.acknowledged.length + orders;
    const look = () => {
      if (this.acknowledged.length < wanted) throw new Error(`${this.acknowledged.length} of ${wanted} orders`);
    };
    await eventually(look, { within: 60_000, every: 2 });
  }

  /** Places so many orders at once, and the same again each second for so long; resolves when all of them are acknowledged. */
  async goOn(orders: number, milliseconds = 0): Promise<void> {
    const end = performance.now() + milliseconds;
    for (;;) {
      this.begin(orders);
      await this.acknowledgedMore(orders);
      if (performance.now() >= end) return;
      await pause(Math.min(1_000, end - performance.now()));
    }
  }

  /** Resolves when all shoppers have had their way, or have given up. */
  async ended(): Promise<void> {
    await Promise.all(this.lives);
  }

  private plan(token: Token): Plan {
    const { random, shoppers } = this;
    const [first, ...others] = Object.keys(this.putIn).toSorted(() => random.fraction() - 0.5);
    const skus = [first!, ...others.filter(() => random.fraction() < 0.3)];
    return {
      shopper: shoppers[random.whole(0, shoppers.length - 1)]!,
      basket: Object.fromEntries(skus.map((sku) => [sku, random.whole(1, 3)])),
      token,
      intention: token === 'tok_declined' ? random.choose(afterDecline) : random.choose(afterGoodCard),
    };
  }

  private async live({ shopper, basket, token, intention }: Plan): Promise<void> {
    const placed = await this.insist((headers) => shopper.place(basket, token, headers));
    const { orderId, total } = expectStatus(placed, 201);
    if (!placed.headers.has('consistency-token')) this.failures.push({ withoutConsistencyToken: placed.body });
    const order: Acknowledged = { orderId, total, basket, mayEndAs: ['rejected', unattended(token)] };
    this.acknowledged.push(order);
    await this.follow(intention, order, shopper);
  }

  private async follow(intention: Intention, order: Acknowledged, shopper: Shopper): Promise<void> {
    if (intention === 'nothing') return;
    if (intention === 'cancel at once') return this.cancel(order, shopper);
    const wanted = intention === 'pay again' ? isDeclined : isPrepared;
    const seen = await shopper.sees(order.orderId, (now) => wanted(now) || now.status === 'rejected', patience);
    if (seen.status === 'rejected') return;
    if (intention === 'cancel when paid') return this.cancel(order, shopper);
    if (intention === 'pay again') return this.payAgain(order, shopper);
    if (intention === 'take back') return this.takeBack(order, seen);
    return this.deliver(order, seen);
  }

  private async cancel(order: Acknowledged, shopper: Shopper): Promise<void> {
    const path = `/orders/${order.orderId}/cancellation`;
    const answer = await this.insist((headers) => shopper.post(path, { reason: 'changed my mind' }, headers));
    if (answer.status !== 409) expectStatus(answer, 200);
    order.mayEndAs = [answer.status === 409 ? 'rejected' : 'cancelled'];
  }

  private async payAgain(order: Acknowledged, shopper: Shopper): Promise<void> {
    const path = `/orders/${order.orderId}/payments`;
    expectStatus(await this.insist((headers) => shopper.post(path, { token: 'tok_ok' }, headers)), 202);
    order.mayEndAs = ['paid'];
  }

  private async deliver(order: Acknowledged, { shipment }: Order): Promise<void> {
    const { shipmentId } = shipment!;
    expectStatus(await this.insist((headers) => this.staff.dispatch(shipmentId, 'T-1', headers)), 200);
    expectStatus(await this.insist((headers) => this.staff.deliver(shipmentId, headers)), 200);
    order.mayEndAs = ['completed'];
  }

  /** One piece goes ahead, the rest comes back and is refunded. */
  private async takeBack(order: Acknowledged, { shipment, lines }: Order): Promise<void> {
    const { shipmentId } = shipment!;
    const one = { [lines[0]!.sku]: 1 };
    const isOne = lines.length === 1 && lines[0]!.quantity === 1;
    expectStatus(await this.insist((headers) => this.staff.sendParcel(shipmentId, 'T-1', one, headers)), 200);
    if (!isOne) expectStatus(await this.insist((headers) => this.staff.dispatch(shipmentId, 'T-2', headers)), 200);
    const back = isOne ? 1 : 2;
    expectStatus(await this.insist((headers) => this.staff.takeBack(shipmentId, back, undefined, headers)), 202);
    if (!isOne) expectStatus(await this.insist((headers) => this.staff.deliver(shipmentId, headers)), 200);
    order.mayEndAs = ['completed'];
  }

  private insist<Body>(send: (headers: RequestHeaders) => Promise<Answer<Body>>): Promise<Answer<Body>> {
    return untilAnswered(send, (answer) => {
      if (answer.status === 500) this.failures.push(answer.body);
      if (answer.status > 500) this.turnedAway.push(answer);
    });
  }
}

const unattended = (token: Token): OrderStatus => (token === 'tok_declined' ? 'awaiting-payment' : 'paid');
const isDeclined = ({ payment }: Order): boolean => payment?.status === 'declined';
const isPrepared = ({ shipment }: Order): boolean => shipment?.status === 'prepared';
