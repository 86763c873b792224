import type { Fact } from '#platform/core';
import type { LiveSum } from './queries/get-live-figures.query.js';

interface Sale {
  readonly paidAt?: string;
  readonly capturedAt?: string;
  readonly refundedAt?: string;
  readonly amount: { readonly amount: number; readonly currency: string };
}

/** What facts say of a stretch of time. */
export function recounted(facts: readonly Fact[], from: string, to: string): readonly LiveSum[] {
  const sums = new Map<string, { orders: number; revenue: number; refunds: number }>();
  for (const { type, data } of facts as readonly Fact<string, Sale>[]) {
    const at = data.paidAt ?? data.capturedAt ?? data.refundedAt!;
    if (at < from || at >= to) continue;
    const { amount, currency } = data.amount;
    const sum = sums.get(currency) ?? { orders: 0, revenue: 0, refunds: 0 };
    sums.set(currency, sum);
    if (type.startsWith('orders')) sum.orders++;
    else if (data.refundedAt === undefined) sum.revenue += amount;
    else sum.refunds += amount;
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { orders, revenue, refunds }]) => ({
      currency,
      orders,
      revenue: { amount: revenue, currency },
      refunds: { amount: refunds, currency },
    }));
}
