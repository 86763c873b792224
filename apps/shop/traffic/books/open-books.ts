import type { Order, Revenue, StaffProduct } from '../answers.js';
import type { Caller } from '../caller.js';
import type { Pieces } from './books.js';

const day = 24 * 60 * 60 * 1000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** How the shop stands before anybody of a run has ordered. */
export interface Beginning {
  /** From when revenue is counted. */
  readonly from: string;
  readonly products: readonly StaffProduct[];
  readonly revenue: readonly Revenue[];
  /** The newest order, if there is one. */
  readonly newest: Order | undefined;
  /** Orders whose stock and money may still move without anybody's doing. */
  readonly moving: ReadonlySet<string>;
}

export async function openBooks(staff: Caller): Promise<Beginning> {
  const from = dayOf(Date.now() - day);
  const [products, revenue, { items }, moving] = await Promise.all([
    readProducts(staff),
    readRevenue(staff, from),
    staff.get<{ items: readonly Order[] }>('read the books', '/orders?limit=1'),
    readMoving(staff),
  ]);
  return { from, products, revenue, newest: items[0], moving };
}

export function piecesOf(products: readonly StaffProduct[]): ReadonlyMap<string, Pieces> {
  return new Map(products.map(({ sku, stock, reserved, sold }) => [sku, { stock, reserved, sold }]));
}

export function readProducts(staff: Caller): Promise<StaffProduct[]> {
  return staff.all<StaffProduct>('read the books', '/products');
}

/** Revenue by day, up to tomorrow, wherever the shop's clock may stand. */
export async function readRevenue(staff: Caller, from: string): Promise<readonly Revenue[]> {
  const path = `/analytics/revenue?from=${from}&to=${dayOf(Date.now() + 2 * day)}&bucket=day`;
  return (await staff.get<{ items: readonly Revenue[] }>('read the books', path)).items;
}

/** Whether somebody else has ordered since, or an order from before has moved on. */
export async function othersAtWork(staff: Caller, beginning: Beginning, ours: ReadonlySet<string>): Promise<boolean> {
  const moving = await readMoving(staff);
  if ([...beginning.moving].some((orderId) => !moving.has(orderId))) return true;
  const { newest } = beginning;
  const isNew = (order: Order) =>
    newest === undefined || (order.placedAt >= newest.placedAt && order.orderId !== newest.orderId);
  const since = await staff.all<Order>('read the books', '/orders', isNew);
  return since.some(({ customerId }) => !ours.has(customerId));
}

async function readMoving(staff: Caller): Promise<ReadonlySet<string>> {
  const lists = ['placed', 'awaiting-payment'].map((status) =>
    staff.all<Order>('read the books', `/orders?status=${status}`),
  );
  return new Set((await Promise.all(lists)).flat().map(({ orderId }) => orderId));
}
