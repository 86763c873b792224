import fc from 'fast-check';
import { merged, priced, totalOf } from './order-lines.js';
import { MixedCurrencies, ProductNotOrderable, TotalTooLarge } from './order.errors.js';

const mug = { sku: 'mug', title: 'Mug', price: { amount: 1250, currency: 'EUR' } };
const book = { sku: 'book', title: 'Book', price: { amount: 999, currency: 'USD' } };
const wanted = (sku: string, quantity: number) => ({ sku, quantity });

describe('lines of an order', () => {
  it('are one for each product', () =>
    expect(merged([wanted('mug', 1), wanted('book', 2), wanted('mug', 3)])).toEqual([
      wanted('mug', 4),
      wanted('book', 2),
    ]));

  it('keep every unit when merged', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ sku: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 1000 }) })),
        (lines) => {
          const units = (some: { quantity: number }[]) => some.reduce((sum, { quantity }) => sum + quantity, 0);
          expect(units(merged(lines))).toBe(units(lines));
        },
      ),
    ));

  it('have the title and the price of the catalogue', () =>
    expect(priced([wanted('mug', 2)], [mug, book])).toEqual([
      { sku: 'mug', title: 'Mug', quantity: 2, unitPrice: mug.price },
    ]));

  it('are refused with the names of all products that cannot be ordered', () => {
    const pricing = () => priced([wanted('mug', 1), wanted('ghost', 1), wanted('gone', 1)], [mug]);
    expect(pricing).toThrow(ProductNotOrderable);
    expect(pricing).toThrow(expect.objectContaining({ details: { skus: ['ghost', 'gone'] } }));
  });
});

describe('the total', () => {
  it('adds all lines up', () =>
    expect(totalOf(priced([wanted('mug', 2)], [mug]))).toEqual({ amount: 2500, currency: 'EUR' }));
  it('is of one currency', () =>
    expect(() => totalOf(priced([wanted('mug', 1), wanted('book', 1)], [mug, book]))).toThrow(MixedCurrencies));
  it('is a number that can be trusted', () => {
    const yacht = { sku: 'yacht', title: 'Yacht', price: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' } };
    expect(() => totalOf(priced([wanted('yacht', 2)], [yacht]))).toThrow(TotalTooLarge);
  });
});
