import { randomUUID } from 'node:crypto';
import type { Product } from './answers.js';
import { type Beginning, openBooks } from './books/open-books.js';
import { readAllBooks, readBooksOf } from './books/read-books.js';
import { settle, type Settled } from './books/settle.js';
import { Caller, type Credentials } from './caller.js';
import { type Customer, register } from './customers.js';
import type { Options } from './options.js';
import { type Market, planOf, shelfOf } from './plan.js';
import type { Progress } from './progress.js';
import { OutOfReach, Unexpected, WrongUsage } from './refusals.js';
import { type Acknowledged, Shopper } from './shopper.js';
import { Tally } from './tally.js';
import { Warehouse } from './warehouse.js';
import { Wire } from './wire.js';

const mostCustomers = 25;

export interface Outcome extends Settled {
  readonly tally: Tally;
  readonly customers: number;
  /** Orders that were taken in hand, whatever became of them. */
  readonly begun: number;
  /** From the first order to the answer to the last one, and what followed it. */
  readonly seconds: number;
}

/** One run of shoppers through a shop. */
export class Run {
  readonly tally = new Tally();
  private readonly name = randomUUID();
  private readonly wire: Wire;
  private readonly acknowledged: Acknowledged[] = [];
  private stopped = false;
  private begun = 0;

  constructor(
    private readonly options: Options,
    private readonly progress: Progress,
  ) {
    const { url, patience, concurrency } = options;
    this.wire = new Wire(url, this.tally, patience, concurrency + 8);
  }

  /** Begins no more orders. */
  stop(): void {
    this.stopped = true;
  }

  async go(credentials: Credentials): Promise<Outcome> {
    await this.wire.reach();
    const staff = new Caller(this.wire, credentials);
    const beginning = await openBooks(staff).catch(notStaff);
    try {
      return this.options.checkOnly ? await this.checkAll(staff) : await this.shopAndCheck(staff, beginning);
    } finally {
      await this.wire.close();
    }
  }

  private async checkAll(staff: Caller): Promise<Outcome> {
    const settled = await this.settled(() => readAllBooks(staff));
    return { ...settled, tally: this.tally, customers: 0, begun: 0, seconds: 0 };
  }

  private async shopAndCheck(staff: Caller, beginning: Beginning): Promise<Outcome> {
    const { orders, seed, patience } = this.options;
    const shelf = shelfOf(
      beginning.products.filter(({ listed }) => listed),
      seed,
    );
    if (shelf.length === 0) throw new OutOfReach('The shop has nothing on its shelves; npm start fills them.');
    const customers = await this.register(Math.min(mostCustomers, Math.ceil(orders / 4)));
    const warehouse = new Warehouse(staff, this.name, this.tally, patience);
    const seconds = await this.shop(customers, shelf, warehouse);
    const read = () => {
      const unanswered = this.tally.done.get('orders without an answer') ?? 0;
      const { acknowledged } = this;
      return readBooksOf({ customers, acknowledged, unanswered, restocked: warehouse.restocked }, staff, beginning);
    };
    return {
      ...(await this.settled(read)),
      tally: this.tally,
      customers: customers.length,
      begun: this.begun,
      seconds,
    };
  }

  private register(number: number): Promise<Customer[]> {
    return Promise.all(Array.from({ length: number }, (_, index) => register(this.wire, this.name, index)));
  }

  private async shop(customers: readonly Customer[], shelf: readonly Product[], warehouse: Warehouse): Promise<number> {
    const start = performance.now();
    const { seed, concurrency, patience } = this.options;
    const shopper = new Shopper(this.name, warehouse, this.tally, patience, (order) => this.acknowledged.push(order));
    const market = { seed, customers: customers.length, shelf };
    const staff = warehouse.work(Math.max(2, Math.ceil(concurrency / 4)));
    await Promise.all(Array.from({ length: concurrency }, () => this.shopOneByOne(shopper, customers, market)));
    const seconds = (performance.now() - start) / 1000;
    warehouse.close();
    await staff;
    return seconds;
  }

  private async shopOneByOne(shopper: Shopper, customers: readonly Customer[], market: Market): Promise<void> {
    while (!this.stopped && this.begun < this.options.orders) {
      const plan = planOf(market, this.begun++);
      await shopper.shop(customers[plan.customer]!.caller, plan).catch((error: Error) => {
        this.tally.troubles.push(`order no. ${plan.number}: ${error.message}`);
      });
      this.progress.at(this.acknowledged.length, this.stopped ? 'stopping' : 'shopping');
    }
  }

  private async settled(read: () => ReturnType<typeof readAllBooks>): Promise<Settled> {
    const told = (open: number) => this.progress.at(this.acknowledged.length, `checking, ${open} open`);
    try {
      return await settle(read, this.options.patience, told);
    } catch (error) {
      throw new OutOfReach(`The books could not be read to the end: ${(error as Error).message}`);
    }
  }
}

function notStaff(error: unknown): never {
  if (!(error instanceof Unexpected)) throw error;
  throw new WrongUsage(
    `This log-in is not that of staff (${error.message}). Give another with --email and --password.`,
  );
}
