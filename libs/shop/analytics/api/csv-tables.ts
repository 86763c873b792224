import type { Table } from '#platform/http';
import type { BestSeller } from '../queries/get-best-sellers.query.js';
import type { Funnel, StepTime } from '../queries/get-funnel.query.js';
import type { RevenueBucket } from '../queries/get-revenue.query.js';

interface Items<Item> {
  readonly items: readonly Item[];
}

/** Amounts are in minor units of the currency beside them. */
export const revenueTable = ({ items }: Items<RevenueBucket>): Table => ({
  columns: ['bucket', 'currency', 'orders', 'revenue', 'refunds'],
  rows: items.map(({ bucket, currency, orders, revenue, refunds }) => [
    bucket,
    currency,
    orders,
    revenue.amount,
    refunds.amount,
  ]),
});

export const bestSellersTable = ({ items }: Items<BestSeller>): Table => ({
  columns: ['sku', 'title', 'quantity', 'revenue', 'currency'],
  rows: items.map(({ sku, title, quantity, revenue: { amount, currency } }) => [
    sku,
    title,
    quantity,
    amount,
    currency,
  ]),
});

/** A figure in each line; what it is of stands beside it, where there is more than one. */
export const funnelTable = ({
  cancelledByReason,
  placedToPaid,
  paidToShipped,
  shippedToDelivered,
  ...counts
}: Funnel): Table => ({
  columns: ['figure', 'of', 'value'],
  rows: [
    ...Object.entries(counts).map(([figure, value]) => [figure, null, value]),
    ...cancelledByReason.map(({ reason, orders }) => ['cancelledByReason', reason, orders]),
    ...stepTimes({ placedToPaid, paidToShipped, shippedToDelivered }),
  ],
});

function stepTimes(steps: Readonly<Record<string, StepTime | null>>): Table['rows'] {
  return Object.entries(steps).flatMap(([step, time]) => [
    [step, 'median', time?.median ?? null],
    [step, 'p95', time?.p95 ?? null],
  ]);
}
