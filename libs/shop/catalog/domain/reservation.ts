import { aggregate } from '#platform/core';
import type { ReservationEvent, ReservedLine } from './reservation.events.js';

export type Reservation =
  | { readonly status: 'none' | 'rejected' | 'released' | 'fulfilled' | 'forgone' }
  | { readonly status: 'held'; readonly lines: readonly ReservedLine[] };

export const Reservation = aggregate<Reservation, ReservationEvent>({
  category: 'catalog.reservation',
  initial: { status: 'none' },
  closedBy: ['StockRejected', 'StockReleased', 'ReservationFulfilled', 'ReservationForgone'],
  evolve: {
    StockReserved: (_, { lines }) => ({ status: 'held', lines }),
    StockRejected: () => ({ status: 'rejected' }),
    StockReleased: () => ({ status: 'released' }),
    ReservationFulfilled: () => ({ status: 'fulfilled' }),
    ReservationForgone: () => ({ status: 'forgone' }),
  },
});

export interface Demand {
  readonly orderId: string;
  readonly lines: readonly ReservedLine[];
}

/** All lines or none: one product that is short rejects the order. */
export function reserve(
  { status }: Reservation,
  { orderId, lines }: Demand,
  available: ReadonlyMap<string, number>,
  at: string,
): ReservationEvent[] {
  if (status !== 'none') return [];
  const short = lines.filter(({ sku, quantity }) => (available.get(sku) ?? 0) < quantity);
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

/** The units that this order holds. */
export function held(reservation: Reservation): readonly ReservedLine[] {
  return reservation.status === 'held' ? reservation.lines : [];
}
