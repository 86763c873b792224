import type { Order, Payment } from './answers.js';
import type { Disagreement } from './check/disagreement.js';
import { parse } from './options.js';
import { asText, isGood, summaryOf } from './report.js';
import { Tally } from './tally.js';

const lost: Disagreement = { about: 'orders', id: 'o-1', sentence: 'was acknowledged and is gone' };
const options = parse(['--seed', '7']);
const paid = { orderId: 'o-2', status: 'paid' } as Order;

function outcome({
  disagreements = [] as Disagreement[],
  uncertain = [] as Disagreement[],
  othersAtWork = false,
} = {}) {
  const tally = new Tally();
  tally.did('orders cancelled');
  tally.repeats('503 http.draining');
  tally.took('place an order', 12);
  const promised = { orderId: 'o-2', total: { amount: 1, currency: 'EUR' }, basket: {} };
  const payments: Payment[] = [];
  const books = {
    acknowledged: [promised],
    unanswered: 0,
    orders: [paid],
    payments,
    shipments: [],
    products: [],
    revenue: [],
    before: { products: new Map(), revenue: [] },
    restocked: new Map(),
    othersAtWork,
  };
  return { tally, books, customers: 1, begun: 1, seconds: 2, disagreements, uncertain };
}

describe('what is told at the end', () => {
  it('is good when the books agree', () => {
    const summary = summaryOf(options, outcome());
    expect(isGood(summary)).toBe(true);
    expect(summary).toMatchObject({ seed: 7, placed: 1, ordersPerSecond: 0.5, outcomes: { paid: 1 } });
    const text = asText(summary);
    expect(text).toContain('1 orders of 1 customers at http://localhost:3000 in 2 s: 0.5 orders/s (seed 7)');
    expect(text).toMatch(/^ {2}place an order +1 +12 +12 +12$/m);
    expect(text).toContain('  on the way: 1 orders cancelled\n  sent again: 1 503 http.draining\n');
    expect(text).toContain('money, stock, orders and shipments agree.');
  });

  it('fails with every disagreement and whose it is', () => {
    const summary = summaryOf(options, outcome({ disagreements: [lost] }));
    expect(isGood(summary)).toBe(false);
    expect(asText(summary)).toContain(': 1 disagreements.\n  orders: o-1 was acknowledged and is gone\n');
  });

  it('fails when somebody did not get what they should', () => {
    const given = outcome();
    given.tally.troubles.push('order no. 3: POST /orders: 500 http.internal-error');
    const summary = summaryOf(options, given);
    expect(isGood(summary)).toBe(false);
    expect(asText(summary)).toContain('  order no. 3: POST /orders: 500 http.internal-error');
  });

  it('does not fail by what others may have done, and says so', () => {
    const uncertain: Disagreement[] = [{ about: 'stock', id: 'mug', sentence: 'has 1 in stock' }];
    const summary = summaryOf(options, outcome({ uncertain, othersAtWork: true }));
    expect(isGood(summary)).toBe(true);
    expect(asText(summary)).toContain('Somebody else has used the shop meanwhile');
    expect(asText(summary)).toContain('This may come of that:\n  stock: mug has 1 in stock\n');
  });
});
