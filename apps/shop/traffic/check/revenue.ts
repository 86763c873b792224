import type { Revenue } from '../answers.js';
import { sum } from '../books/books.js';
import { finding, type Rule } from './disagreement.js';
import { isTaken } from './money.js';

/** Analytics have counted what was taken and given back, and each paid order once. */
export const revenueGrewByWhatWasTaken: Rule = ({ orders, payments, revenue, before }) => {
  const currencies = new Set([...revenue, ...before.revenue].map(({ currency }) => currency));
  for (const { amount } of payments) currencies.add(amount.currency);
  return [...currencies].flatMap((currency) => {
    const inIt = payments.filter(({ amount }) => amount.currency === currency);
    const paid = orders.filter(({ total, history }) => total.currency === currency && history.some(wasPaid));
    const wanted: Totals = {
      orders: paid.length,
      revenue: sum(inIt.filter(isTaken).map(({ amount }) => amount.amount)),
      refunds: sum(inIt.map(({ refunded }) => refunded.amount)),
    };
    const counted = difference(totalsIn(revenue, currency), totalsIn(before.revenue, currency));
    const [said, due] = [JSON.stringify(counted), JSON.stringify(wanted)];
    return said === due ? [] : [finding(currency, `was counted by analytics as ${said} and not ${due}`)];
  });
};

interface Totals {
  readonly orders: number;
  readonly revenue: number;
  readonly refunds: number;
}

const wasPaid = ({ what }: { readonly what: string }): boolean => what === 'order-paid';

function totalsIn(revenue: readonly Revenue[], currency: string): Totals {
  const inIt = revenue.filter((bucket) => bucket.currency === currency);
  return {
    orders: sum(inIt.map(({ orders }) => orders)),
    revenue: sum(inIt.map((bucket) => bucket.revenue.amount)),
    refunds: sum(inIt.map(({ refunds }) => refunds.amount)),
  };
}

function difference(after: Totals, before: Totals): Totals {
  return {
    orders: after.orders - before.orders,
    revenue: after.revenue - before.revenue,
    refunds: after.refunds - before.refunds,
  };
}
