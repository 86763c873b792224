import type { Order, Payment, Shipment } from '../answers.js';
import type { Caller } from '../caller.js';
import type { Customer } from '../customers.js';
import type { Acknowledged } from '../shopper.js';
import type { Books, Pieces } from './books.js';
import { type Beginning, othersAtWork, piecesOf, readProducts, readRevenue } from './open-books.js';

const kind = 'read the books';

/** What the people of a run did, as far as they know it. */
export interface Deeds {
  readonly customers: readonly Customer[];
  readonly acknowledged: readonly Acknowledged[];
  readonly unanswered: number;
  readonly restocked: ReadonlyMap<string, number>;
}

/** Everything about the orders of one run's customers; they and the staff see at least what any of them has seen. */
export async function readBooksOf(deeds: Deeds, staff: Caller, beginning: Beginning): Promise<Books> {
  const { customers, ...told } = deeds;
  for (const { caller } of customers) staff.seen.note(caller.seen.token);
  for (const { caller } of customers) caller.seen.note(staff.seen.token);
  const lists = await Promise.all(customers.map(({ caller }) => listsOf(caller)));
  const ours = new Set(customers.map(({ userId }) => userId));
  return {
    ...told,
    orders: lists.flatMap(({ orders }) => orders),
    payments: lists.flatMap(({ payments }) => payments),
    shipments: lists.flatMap(({ shipments }) => shipments),
    products: await readProducts(staff),
    revenue: await readRevenue(staff, beginning.from),
    before: { products: piecesOf(beginning.products), revenue: beginning.revenue },
    othersAtWork: await othersAtWork(staff, beginning, ours),
  };
}

/** Everything about all orders that there are. */
export async function readAllBooks(staff: Caller): Promise<Books> {
  const lists = await listsOf(staff);
  const first = lists.orders.at(-1)?.placedAt.slice(0, 10);
  return {
    ...lists,
    acknowledged: undefined,
    unanswered: 0,
    products: await readProducts(staff),
    revenue: first === undefined ? [] : await readRevenue(staff, first),
    before: { products: new Map<string, Pieces>(), revenue: [] },
    restocked: new Map(),
    othersAtWork: false,
  };
}

async function listsOf(caller: Caller) {
  const [orders, payments, shipments] = await Promise.all([
    caller.all<Order>(kind, '/orders'),
    caller.all<Payment>(kind, '/payments'),
    caller.all<Shipment>(kind, '/shipments'),
  ]);
  return { orders, payments, shipments };
}
