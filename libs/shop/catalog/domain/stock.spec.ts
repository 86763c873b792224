import fc from 'fast-check';
import { fold } from '#platform/core';
import { specificationOf } from '#platform/testing';
import { ProductNotFound, StockBelowZero, StockShrankMeanwhile, StockTooLarge } from './catalog.errors.js';
import type { StockEvent } from './stock.events.js';
import type { Stock as StockState } from './stock.js';
import { adjust, available, open, releaseUnits, reserveUnits, sellUnits, Stock, takeBackUnits } from './stock.js';

const given = specificationOf(Stock);

const now = '2026-01-31T12:00:00.000Z';
const orderId = 'an-order';
const opened: StockEvent = { type: 'StockOpened', data: { sku: 'mug', available: 5, openedAt: now } };
const reserved: StockEvent = {
  type: 'UnitsReserved',
  data: { sku: 'mug', orderId, quantity: 2, available: 3, reserved: 2, reservedAt: now },
};
const two = { orderId, quantity: 2 };

describe('opening the stock', () => {
  const opening = (stock: StockState) => open(stock, 'mug', 5, now);

  it('counts the first units', () => given().when(opening).then(opened));
  it('does nothing the second time', () => given(opened).when(opening).thenNothing());
});

describe('changing the stock', () => {
  const changing = (change: number) => (stock: StockState) => adjust(stock, change, 'inventory', now);

  it('says what there is then', () =>
    given(opened, reserved)
      .when(changing(-3))
      .then({
        type: 'StockAdjusted',
        data: { sku: 'mug', change: -3, reason: 'inventory', available: 0, adjustedAt: now },
      }));
  it('does not take what is reserved', () => given(opened, reserved).when(changing(-4)).thenThrows(StockBelowZero));
  it('does nothing for a change by nothing', () => given(opened).when(changing(0)).thenNothing());
  it('is refused where nobody could count', () =>
    given(opened).when(changing(Number.MAX_SAFE_INTEGER)).thenThrows(StockTooLarge));
  it('is refused when there is no product', () => given().when(changing(1)).thenThrows(ProductNotFound));
});

describe('units of an order', () => {
  it('are set aside', () =>
    given(opened)
      .when((stock) => reserveUnits(stock, two, now))
      .then(reserved));
  it('are released', () =>
    given(opened, reserved)
      .when((stock) => releaseUnits(stock, two, now))
      .then({
        type: 'UnitsReleased',
        data: { sku: 'mug', orderId, quantity: 2, available: 5, reserved: 0, releasedAt: now },
      }));
  it('are sold', () =>
    given(opened, reserved)
      .when((stock) => sellUnits(stock, two, now))
      .then({ type: 'UnitsSold', data: { sku: 'mug', orderId, quantity: 2, reserved: 0, sold: 2, soldAt: now } }));
  it('are back on the shelf, and say why', () =>
    given(opened, reserved, {
      type: 'UnitsSold',
      data: { sku: 'mug', orderId, quantity: 2, reserved: 0, sold: 2, soldAt: now },
    })
      .when((stock) => takeBackUnits(stock, { orderId, quantity: 1 }, 'broken', now))
      .then({
        type: 'UnitsReturned',
        data: { sku: 'mug', orderId, quantity: 1, reason: 'broken', available: 4, sold: 1, returnedAt: now },
      }));
  it('are not set aside from a stock that shrank meanwhile', () => {
    const shrunk = fold(Stock, Stock.initial, [opened, reserved]);
    expect(() => reserveUnits(shrunk, { orderId, quantity: 4 }, now)).toThrow(StockShrankMeanwhile);
  });
});

it('never goes below zero, whatever is asked', () => {
  const wish = fc.record({ kind: fc.constantFrom('adjust', 'reserve'), units: fc.integer({ min: -10, max: 10 }) });
  fc.assert(
    fc.property(fc.array(wish), (wishes) => {
      const stock = wishes.reduce((state, { kind, units }) => fold(Stock, state, tried(state, kind, units)), aStock());
      expect(available(stock)).toBeGreaterThanOrEqual(0);
    }),
  );
});

const aStock = () => fold(Stock, Stock.initial, [opened]);

function tried(stock: StockState, kind: string, units: number): readonly StockEvent[] {
  try {
    return kind === 'adjust'
      ? adjust(stock, units, 'inventory', now)
      : reserveUnits(stock, { orderId, quantity: Math.abs(units) }, now);
  } catch {
    return [];
  }
}
