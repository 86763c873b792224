import type { Money } from '#platform/core';
import { MixedCurrencies, ProductNotOrderable, TotalTooLarge } from './order.errors.js';
import type { OrderLine } from './order.events.js';

export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface OrderableProduct {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
}

/** One line for each product, in the order in which the products were first named. */
export function merged(lines: readonly WantedLine[]): WantedLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

export function priced(wanted: readonly WantedLine[], products: readonly OrderableProduct[]): OrderLine[] {
  const bySku = new Map(products.map((product) => [product.sku, product]));
  const skus = wanted.map(({ sku }) => sku).filter((sku) => !bySku.has(sku));
  if (skus.length > 0) throw new ProductNotOrderable({ skus });
  return wanted.map(({ sku, quantity }) => {
    const { title, price } = bySku.get(sku)!;
    return { sku, title, quantity, unitPrice: price };
  });
}

export function totalOf(lines: readonly OrderLine[]): Money {
  const currencies = [...new Set(lines.map(({ unitPrice }) => unitPrice.currency))];
  if (currencies.length !== 1) throw new MixedCurrencies({ currencies });
  const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
  if (!Number.isSafeInteger(amount)) throw new TotalTooLarge();
  return { amount, currency: currencies[0]! };
}
