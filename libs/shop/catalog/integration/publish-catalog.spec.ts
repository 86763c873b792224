import type { RecordedEvent } from '#platform/core';
import { publishCatalog } from './publish-catalog.js';

const at = '2026-01-31T12:00:00.000Z';
const orderId = '01990000-0000-7000-8000-000000000001';
const price = { amount: 1250, currency: 'EUR' };
const units = { sku: 'mug', orderId, quantity: 2, available: 3, reserved: 2 };

const factOf = (type: string, data: object) => publishCatalog.factOf({ type, data } as unknown as RecordedEvent);

describe('what the catalogue publishes', () => {
  it.each([
    ['ProductCreated', { sku: 'mug', title: 'Mug', description: '', price, createdAt: at }, 'product-created'],
    ['ProductEdited', { sku: 'mug', title: 'Mug', description: '' }, 'product-edited'],
    ['ProductPriceChanged', { sku: 'mug', price }, 'product-price-changed'],
    ['ProductListed', { sku: 'mug' }, 'product-listed'],
    ['ProductDelisted', { sku: 'mug' }, 'product-delisted'],
    ['StockRejected', { orderId, reason: 'out of stock', skus: ['mug'], rejectedAt: at }, 'stock-rejected'],
  ])('has %s as it is', (type, data, fact) => expect(factOf(type, data)).toEqual({ type: `catalog.${fact}.v1`, data }));

  it.each([
    ['StockOpened', { sku: 'mug', available: 3, openedAt: at }],
    ['StockAdjusted', { sku: 'mug', change: 1, reason: 'x', available: 3, adjustedAt: at }],
    ['UnitsReserved', { ...units, reservedAt: at }],
    ['UnitsReleased', { ...units, releasedAt: at }],
    ['UnitsReturned', { ...units, sold: 0, reason: 'x', returnedAt: at }],
  ])('tells of every change of what is available: %s', (type, data) =>
    expect(factOf(type, data)).toEqual({
      type: 'catalog.stock-changed.v1',
      data: { sku: 'mug', available: 3, changedAt: at },
    }),
  );

  it('tells the order what became of its stock', () => {
    const lines = [{ sku: 'mug', quantity: 2 }];
    expect(factOf('StockReserved', { orderId, lines, reservedAt: at })).toEqual({
      type: 'catalog.stock-reserved.v1',
      data: { orderId, reservedAt: at },
    });
    expect(factOf('StockReleased', { orderId, lines, releasedAt: at })).toEqual({
      type: 'catalog.stock-released.v1',
      data: { orderId, releasedAt: at },
    });
  });

  it.each(['UnitsSold', 'ReservationFulfilled', 'ReservationForgone', 'GoodsReturned'])('keeps %s to itself', (type) =>
    expect(factOf(type, {})).toBeUndefined(),
  );
});
