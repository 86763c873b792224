import type { Event } from '#platform/core';

export interface ReservedLine {
  readonly sku: string;
  readonly quantity: number;
}

// Stored for ever: a field may be added as optional, never renamed or removed.
export type StockReserved = Event<
  'StockReserved',
  { orderId: string; lines: readonly ReservedLine[]; reservedAt: string }
>;
export type StockRejected = Event<
  'StockRejected',
  { orderId: string; reason: string; skus: readonly string[]; rejectedAt: string }
>;
export type StockReleased = Event<
  'StockReleased',
  { orderId: string; lines: readonly ReservedLine[]; releasedAt: string }
>;
export type ReservationFulfilled = Event<'ReservationFulfilled', { orderId: string; fulfilledAt: string }>;
/** The order was cancelled before anything was set aside for it; nothing ever will be. */
export type ReservationForgone = Event<'ReservationForgone', { orderId: string; forgoneAt: string }>;
/** Some of what was sold came back. */
export type GoodsReturned = Event<
  'GoodsReturned',
  { orderId: string; returnId: string; lines: readonly ReservedLine[]; returnedAt: string }
>;

export type ReservationEvent =
  StockReserved | StockRejected | StockReleased | ReservationFulfilled | ReservationForgone | GoodsReturned;
