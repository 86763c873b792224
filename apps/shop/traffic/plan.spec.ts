import type { Product } from './answers.js';
import { planOf, shelfOf } from './plan.js';

const product = (sku: string, currency = 'EUR'): Product => ({
  sku,
  title: `A ${sku}`,
  price: { amount: 100, currency },
  stock: 10,
  listed: true,
});
const products = Array.from({ length: 50 }, (_, index) => product(`mug-${index}`));
const market = { seed: 7, customers: 5, shelf: shelfOf(products, 7) };
const plans = (seed: number) =>
  Array.from({ length: 400 }, (_, number) => planOf({ ...market, seed, shelf: shelfOf(products, seed) }, number));
const shareOf = (wanted: (plan: ReturnType<typeof planOf>) => boolean) => plans(7).filter(wanted).length / 400;

describe('the plans of shoppers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(plans(7)).toEqual(plans(7));
    expect(plans(8)).not.toEqual(plans(7));
  });

  it('do not depend on the order in which the shop lists its products', () => {
    expect(shelfOf(products.toReversed(), 7)).toEqual(market.shelf);
  });

  it('are of one to four lines, mostly of one, mostly of one piece', () => {
    const sizes = plans(7).map(({ basket }) => Object.keys(basket).length);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 4]);
    expect(shareOf(({ basket }) => Object.keys(basket).length === 1)).toBeCloseTo(0.55, 1);
    expect(shareOf(({ basket }) => Object.values(basket)[0] === 1)).toBeCloseTo(0.7, 1);
  });

  it('want some products much more than others', () => {
    const times = Object.values(Object.groupBy(plans(7), ({ basket }) => Object.keys(basket)[0]!)).map(
      (found) => found!.length,
    );
    expect(Math.max(...times)).toBeGreaterThan(30);
    expect(times.length).toBeGreaterThan(35);
  });

  it('hold every card, and pay or cancel after a decline', () => {
    expect(new Set(plans(7).map(({ token }) => token)).size).toBe(5);
    const declined = plans(7).filter(({ token }) => token === 'tok_declined');
    expect(new Set(declined.map(({ intention }) => intention))).toEqual(new Set(['pay again', 'cancel when declined']));
  });

  it('keep to one currency, for an order cannot mix them', () => {
    const shelf = shelfOf([...products, product('pint', 'GBP')], 7);
    expect(shelf.map(({ sku }) => sku)).not.toContain('pint');
    expect(shelf).toHaveLength(50);
  });

  it('make do with a shelf that holds one product', () => {
    const shelf = [product('mug')];
    const skus = Array.from({ length: 50 }, (_, number) => Object.keys(planOf({ ...market, shelf }, number).basket));
    expect(skus.every((found) => found.join() === 'mug')).toBe(true);
  });
});
