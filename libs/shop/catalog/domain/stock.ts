import { aggregate } from '#platform/core';
import { ProductNotFound, StockBelowZero, StockShrankMeanwhile, StockTooLarge } from './catalog.errors.js';
import type { StockEvent } from './stock.events.js';

interface OpenStock {
  readonly status: 'open';
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export type Stock = { readonly status: 'none' } | OpenStock;

const counted = (stock: Stock, counts: Partial<OpenStock>): Stock =>
  stock.status === 'none' ? stock : { ...stock, ...counts };

export const Stock = aggregate<Stock, StockEvent>({
  category: 'catalog.stock',
  foldVersion: 2,
  initial: { status: 'none' },
  evolve: {
    StockOpened: (_, { sku, available }) => ({ status: 'open', sku, available, reserved: 0, sold: 0 }),
    StockAdjusted: (stock, { available }) => counted(stock, { available }),
    UnitsReserved: (stock, { available, reserved }) => counted(stock, { available, reserved }),
    UnitsReleased: (stock, { available, reserved }) => counted(stock, { available, reserved }),
    UnitsSold: (stock, { reserved, sold }) => counted(stock, { reserved, sold }),
    UnitsReturned: (stock, { available, sold }) => counted(stock, { available, sold }),
  },
});

function existing(stock: Stock): OpenStock {
  if (stock.status === 'none') throw new ProductNotFound();
  return stock;
}

export function available(stock: Stock): number {
  return stock.status === 'none' ? 0 : stock.available;
}

export function open(stock: Stock, sku: string, units: number, openedAt: string): StockEvent[] {
  return stock.status === 'none' ? [{ type: 'StockOpened', data: { sku, available: units, openedAt } }] : [];
}

export function adjust(stock: Stock, change: number, reason: string, adjustedAt: string): StockEvent[] {
  const { sku, available, reserved } = existing(stock);
  if (change === 0) return [];
  if (available + change < 0) throw new StockBelowZero({ stock: available });
  if (!Number.isSafeInteger(available + change + reserved)) throw new StockTooLarge();
  return [{ type: 'StockAdjusted', data: { sku, change, reason, available: available + change, adjustedAt } }];
}

/** Part of an order. That it happens once for each order is the reservation's to see to, for it remembers the order. */
export interface OrderedUnits {
  readonly orderId: string;
  readonly quantity: number;
}

export function reserveUnits(stock: Stock, { orderId, quantity }: OrderedUnits, reservedAt: string): StockEvent[] {
  if (available(stock) < quantity) throw new StockShrankMeanwhile();
  const open = existing(stock);
  const after = { available: open.available - quantity, reserved: open.reserved + quantity };
  return [{ type: 'UnitsReserved', data: { sku: open.sku, orderId, quantity, ...after, reservedAt } }];
}

export function releaseUnits(stock: Stock, { orderId, quantity }: OrderedUnits, releasedAt: string): StockEvent[] {
  const open = existing(stock);
  const after = { available: open.available + quantity, reserved: open.reserved - quantity };
  return [{ type: 'UnitsReleased', data: { sku: open.sku, orderId, quantity, ...after, releasedAt } }];
}

export function sellUnits(stock: Stock, { orderId, quantity }: OrderedUnits, soldAt: string): StockEvent[] {
  const open = existing(stock);
  const after = { reserved: open.reserved - quantity, sold: open.sold + quantity };
  return [{ type: 'UnitsSold', data: { sku: open.sku, orderId, quantity, ...after, soldAt } }];
}

export function takeBackUnits(
  stock: Stock,
  { orderId, quantity }: OrderedUnits,
  reason: string,
  returnedAt: string,
): StockEvent[] {
  const open = existing(stock);
  const after = { available: open.available + quantity, sold: open.sold - quantity };
  return [{ type: 'UnitsReturned', data: { sku: open.sku, orderId, quantity, reason, ...after, returnedAt } }];
}
