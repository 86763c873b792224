import { bestSellersTable, funnelTable, revenueTable } from './csv-tables.js';

const euro = (amount: number) => ({ amount, currency: 'EUR' });

describe('a report as a table', () => {
  it('has a row for each stretch of time and currency', () => {
    const bucket = '2026-01-31T12:00:00.000Z';
    const item = { bucket, currency: 'EUR', orders: 2, revenue: euro(1500), refunds: euro(500) };
    expect(revenueTable({ items: [item] })).toEqual({
      columns: ['bucket', 'currency', 'orders', 'revenue', 'refunds'],
      rows: [[bucket, 'EUR', 2, 1500, 500]],
    });
  });

  it('has a row for each product and currency', () => {
    const item = { sku: 'mug', title: '=Mug', quantity: 3, revenue: euro(900) };
    expect(bestSellersTable({ items: [item] })).toEqual({
      columns: ['sku', 'title', 'quantity', 'revenue', 'currency'],
      rows: [['mug', '=Mug', 3, 900, 'EUR']],
    });
  });

  it('has a row for each figure of the funnel', () => {
    const counts = { registered: 9, placed: 4, rejected: 1, paid: 2, cancelled: 1, shipped: 1, delivered: 0 };
    const funnel = {
      ...counts,
      cancelledByReason: [{ reason: 'changed my mind', orders: 1 }],
      placedToPaid: { median: 50.5, p95: 95.05 },
      paidToShipped: { median: 200, p95: 200 },
      shippedToDelivered: null,
    };
    expect(funnelTable(funnel)).toEqual({
      columns: ['figure', 'of', 'value'],
      rows: [
        ...Object.entries(counts).map(([figure, value]) => [figure, null, value]),
        ['cancelledByReason', 'changed my mind', 1],
        ['placedToPaid', 'median', 50.5],
        ['placedToPaid', 'p95', 95.05],
        ['paidToShipped', 'median', 200],
        ['paidToShipped', 'p95', 200],
        ['shippedToDelivered', 'median', null],
        ['shippedToDelivered', 'p95', null],
      ],
    });
  });
});
