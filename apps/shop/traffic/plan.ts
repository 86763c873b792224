import type { Product } from './answers.js';
import { Chance } from './chance.js';

const tokens = [
  ['tok_ok', 76],
  ['tok_declined', 9],
  ['tok_flaky', 6],
  ['tok_slow', 5],
  ['tok_timeout', 4],
] as const;
const afterGoodCard = [
  ['keep', 40],
  ['deliver', 24],
  ['deliver in parcels', 3],
  ['take back', 3],
  ['dispatch', 18],
  ['cancel at once', 6],
  ['cancel when paid', 6],
] as const;
const afterDecline = [
  ['pay again', 75],
  ['cancel when declined', 25],
] as const;
const lines = [
  [1, 55],
  [2, 25],
  [3, 13],
  [4, 7],
] as const;
const pieces = [
  [1, 70],
  [2, 19],
  [3, 7],
  [6, 4],
] as const;
const cities = ['Lisbon', 'Bonn', 'Ghent', 'Turin', 'Cork', 'Graz', 'Lyon', 'Malmö', 'Brno', 'Porto'];

export type Token = (typeof tokens)[number][0];
export type Intention = (typeof afterGoodCard)[number][0] | (typeof afterDecline)[number][0];

/** Pieces by SKU. */
export type Basket = Readonly<Record<string, number>>;

/** What one order will be, and what is to become of it. */
export interface Plan {
  readonly number: number;
  readonly customer: number;
  /** What is looked for first, and how many pages are turned. */
  readonly search: string | undefined;
  readonly pages: number;
  readonly basket: Basket;
  readonly city: string;
  readonly token: Token;
  readonly intention: Intention;
}

export interface Market {
  readonly seed: number;
  readonly customers: number;
  /** The most wanted first. */
  readonly shelf: readonly Product[];
}

/** The nth order: the same for the same seed, customers and shelf, whatever the other orders do. */
export function planOf({ seed, customers, shelf }: Market, number: number): Plan {
  const chance = Chance.of(seed, number);
  const basket = basketOf(chance, shelf);
  const token = chance.weighted(tokens);
  return {
    number,
    customer: chance.whole(0, customers - 1),
    search: chance.fraction() < 0.6 ? wordOf(chance, shelf, Object.keys(basket)[0]!) : undefined,
    pages: chance.whole(1, 3),
    basket,
    city: chance.one(cities),
    token,
    intention: token === 'tok_declined' ? chance.weighted(afterDecline) : chance.weighted(afterGoodCard),
  };
}

/** What is on the shelf in the currency that most is sold in, some of it wanted much more than the rest. */
export function shelfOf(products: readonly Product[], seed: number): readonly Product[] {
  const byCurrency = Map.groupBy(products, ({ price }) => price.currency);
  const most = [...byCurrency.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  const chance = Chance.of(seed, -1);
  const inTurn = most
    .toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
    .map((product) => [product, chance.fraction()] as const);
  return inTurn.toSorted(([, a], [, b]) => a - b).map(([product]) => product);
}

function basketOf(chance: Chance, shelf: readonly Product[]): Basket {
  const number = Math.min(chance.weighted(lines), shelf.length);
  const basket: Record<string, number> = {};
  while (Object.keys(basket).length < number) basket[wanted(chance, shelf).sku] ??= chance.weighted(pieces);
  return basket;
}

/** A fifth of the products makes up about half of what is wanted. */
function wanted(chance: Chance, shelf: readonly Product[]): Product {
  return shelf[Math.floor(chance.fraction() ** 2.3 * shelf.length)]!;
}

function wordOf(chance: Chance, shelf: readonly Product[], sku: string): string {
  const words = shelf.find((product) => product.sku === sku)!.title.match(/\p{L}{3,}/gu);
  return words === null ? sku : chance.one(words).toLowerCase();
}
