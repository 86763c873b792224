import { aggregate } from '#platform/core';
import type { ReservationEvent, ReservedLine } from './reservation.events.js';

export type Reservation =
  | { readonly status: 'none' | 'rejected' | 'released' | 'forgone' }
  | { readonly status: 'held'; readonly lines: readonly ReservedLine[] }
  /** `lines` are what has not come back. */
  | {
      readonly status: 'fulfilled';
      readonly lines: readonly ReservedLine[];
      readonly returnIds: readonly string[];
    };

const less = (lines: readonly ReservedLine[], taken: readonly ReservedLine[]): readonly ReservedLine[] =>
  lines.map(({ sku, quantity }) => {
    const gone = taken.find((line) => line.sku === sku)?.quantity ?? 0;
    return { sku, quantity: quantity - gone };
  });

export const Reservation = aggregate<Reservation, ReservationEvent>({
  category: 'catalog.reservation',
  initial: { status: 'none' },
  foldVersion: 2,
  closedBy: ['StockRejected', 'StockReleased', 'ReservationFulfilled', 'GoodsReturned', 'ReservationForgone'],
  evolve: {
    StockReserved: (_, { lines }) => ({ status: 'held', lines }),
    StockRejected: () => ({ status: 'rejected' }),
    StockReleased: () => ({ status: 'released' }),
    ReservationFulfilled: (reservation) => ({ status: 'fulfilled', lines: held(reservation), returnIds: [] }),
    GoodsReturned: (reservation, { returnId, lines }) =>
      reservation.status === 'fulfilled'
        ? {
            ...reservation,
            lines: less(reservation.lines, lines),
            returnIds: [...reservation.returnIds, returnId],
          }
        : reservation,
    ReservationForgone: () => ({ status: 'forgone' }),
  },
});

export interface Demand {
  readonly orderId: string;
  readonly lines: readonly ReservedLine[];
}

/** The lines of which there are fewer than wanted. */
export function shortOf(
  lines: readonly ReservedLine[],
  available: ReadonlyMap<string, number>,
): readonly ReservedLine[] {
  return lines.filter(({ sku, quantity }) => (available.get(sku) ?? 0) < quantity);
}

/** All lines or none: one product that is short rejects the order. */
export function reserve(
  { status }: Reservation,
  { orderId, lines }: Demand,
  available: ReadonlyMap<string, number>,
  at: string,
): ReservationEvent[] {
  if (status !== 'none') return [];
  const short = shortOf(lines, available);
  if (short.length === 0) return [{ type: 'StockReserved', data: { orderId, lines, reservedAt: at } }];
  const skus = short.map(({ sku }) => sku);
  return [{ type: 'StockRejected', data: { orderId, reason: 'out of stock', skus, rejectedAt: at } }];
}

export function release(reservation: Reservation, orderId: string, at: string): ReservationEvent[] {
  if (reservation.status === 'none') return [{ type: 'ReservationForgone', data: { orderId, forgoneAt: at } }];
  if (reservation.status !== 'held') return [];
  return [{ type: 'StockReleased', data: { orderId, lines: reservation.lines, releasedAt: at } }];
}

export function fulfil({ status }: Reservation, orderId: string, at: string): ReservationEvent[] {
  return status === 'held' ? [{ type: 'ReservationFulfilled', data: { orderId, fulfilledAt: at } }] : [];
}

export interface Return {
  readonly orderId: string;
  readonly returnId: string;
  readonly lines: readonly ReservedLine[];
}

/** Only what was sold comes back, each piece once: what was never sold was never counted out. */
export function takeBack(
  reservation: Reservation,
  { orderId, returnId, lines }: Return,
  at: string,
): ReservationEvent[] {
  if (reservation.status !== 'fulfilled' || reservation.returnIds.includes(returnId)) return [];
  const sold = new Map(reservation.lines.map(({ sku, quantity }) => [sku, quantity]));
  const back = lines
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, sold.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  return back.length === 0 ? [] : [{ type: 'GoodsReturned', data: { orderId, returnId, lines: back, returnedAt: at } }];
}

/** The units that this order holds. */
export function held(reservation: Reservation): readonly ReservedLine[] {
  return reservation.status === 'held' ? reservation.lines : [];
}
