import type { Books } from '../books/books.js';
import type { Disagreement, Rule } from './disagreement.js';
import { everyPaymentHasAnOrder, ordersKnowTheirPayments, whoGetsTheGoodsPays } from './money.js';
import { everyOrderHasComeToRest, everyPromisedOrderIsThereOnce, everyTotalIsTheSumOfItsLines } from './orders.js';
import { revenueGrewByWhatWasTaken } from './revenue.js';
import { everyPaidOrderHasOneShipment, everyShipmentHasAnOrder, ordersKnowTheirParcels } from './shipments.js';
import { everyPieceIsSomewhere } from './stock.js';

const ofTheseOrders: readonly (readonly [Disagreement['about'], Rule])[] = [
  ['orders', everyPromisedOrderIsThereOnce],
  ['orders', everyOrderHasComeToRest],
  ['totals', everyTotalIsTheSumOfItsLines],
  ['money', whoGetsTheGoodsPays],
  ['money', everyPaymentHasAnOrder],
  ['money', ordersKnowTheirPayments],
  ['shipments', everyPaidOrderHasOneShipment],
  ['shipments', everyShipmentHasAnOrder],
  ['shipments', ordersKnowTheirParcels],
];
const ofAllOrders: readonly (readonly [Disagreement['about'], Rule])[] = [
  ['stock', everyPieceIsSomewhere],
  ['revenue', revenueGrewByWhatWasTaken],
];

export interface Verdict {
  readonly disagreements: readonly Disagreement[];
  /** What would be a disagreement, had nobody else been at work. */
  readonly uncertain: readonly Disagreement[];
}

/** What in the books does not agree; nothing when money, stock, orders and shipments do. */
export function check(books: Books): Verdict {
  const found = apply(ofTheseOrders, books);
  const counted = apply(ofAllOrders, books);
  if (books.othersAtWork) return { disagreements: found, uncertain: counted };
  return { disagreements: [...found, ...counted], uncertain: [] };
}

function apply(rules: readonly (readonly [Disagreement['about'], Rule])[], books: Books): Disagreement[] {
  return rules.flatMap(([about, rule]) => rule(books).map((finding) => ({ about, ...finding })));
}
