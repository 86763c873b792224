import type { Event } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
// Each event also says how many units there are after it: available to anyone, reserved for orders, sold.
export type StockOpened = Event<'StockOpened', { sku: string; available: number; openedAt: string }>;
export type StockAdjusted = Event<
  'StockAdjusted',
  { sku: string; change: number; reason: string; available: number; adjustedAt: string }
>;
export type UnitsReserved = Event<
  'UnitsReserved',
  { sku: string; orderId: string; quantity: number; available: number; reserved: number; reservedAt: string }
>;
export type UnitsReleased = Event<
  'UnitsReleased',
  { sku: string; orderId: string; quantity: number; available: number; reserved: number; releasedAt: string }
>;
export type UnitsSold = Event<
  'UnitsSold',
  { sku: string; orderId: string; quantity: number; reserved: number; sold: number; soldAt: string }
>;
/** Sold, and back on the shelf. */
export type UnitsReturned = Event<
  'UnitsReturned',
  {
    sku: string;
    orderId: string;
    quantity: number;
    reason: string;
    available: number;
    sold: number;
    returnedAt: string;
  }
>;

export type StockEvent = StockOpened | StockAdjusted | UnitsReserved | UnitsReleased | UnitsSold | UnitsReturned;
