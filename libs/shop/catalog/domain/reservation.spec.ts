import { fold } from '#platform/core';
import { specificationOf } from '#platform/testing';
import type { ReservationEvent } from './reservation.events.js';
import type { Reservation as ReservationState } from './reservation.js';
import { fulfil, held, release, Reservation, reserve, takeBack } from './reservation.js';

const given = specificationOf(Reservation);

const now = '2026-01-31T12:00:00.000Z';
const orderId = 'an-order';
const lines = [
  { sku: 'mug', quantity: 2 },
  { sku: 'book', quantity: 1 },
];
const reserved: ReservationEvent = { type: 'StockReserved', data: { orderId, lines, reservedAt: now } };
const rejected: ReservationEvent = {
  type: 'StockRejected',
  data: { orderId, reason: 'out of stock', skus: ['book'], rejectedAt: now },
};
const released: ReservationEvent = { type: 'StockReleased', data: { orderId, lines, releasedAt: now } };
const fulfilled: ReservationEvent = { type: 'ReservationFulfilled', data: { orderId, fulfilledAt: now } };
const forgone: ReservationEvent = { type: 'ReservationForgone', data: { orderId, forgoneAt: now } };

const inStock = (mugs: number, books: number) => new Map(Object.entries({ mug: mugs, book: books }));

describe('reserving', () => {
  const reserving = (stock: ReadonlyMap<string, number>) => (reservation: ReservationState) =>
    reserve(reservation, { orderId, lines }, stock, now);

  it('takes all lines', () =>
    given()
      .when(reserving(inStock(2, 1)))
      .then(reserved));
  it('takes none when one is short, and says which', () =>
    given()
      .when(reserving(inStock(9, 0)))
      .then(rejected));
  it('counts an unknown product as none', () =>
    given()
      .when(reserving(new Map([['mug', 2]])))
      .then(rejected));
  it.each([reserved, rejected, released, fulfilled, forgone])('does nothing after $type', (event) =>
    given(event)
      .when(reserving(inStock(2, 1)))
      .thenNothing(),
  );
});

describe('releasing', () => {
  const releasing = (reservation: ReservationState) => release(reservation, orderId, now);

  it('gives all lines back', () => given(reserved).when(releasing).then(released));
  it('is remembered when nothing is reserved yet', () => given().when(releasing).then(forgone));
  it.each([rejected, released, fulfilled, forgone])('does nothing after $type', (event) =>
    given(event).when(releasing).thenNothing(),
  );
});

describe('fulfilling', () => {
  const fulfilling = (reservation: ReservationState) => fulfil(reservation, orderId, now);

  it('is what the shipment does', () => given(reserved).when(fulfilling).then(fulfilled));
  it.each([rejected, released, fulfilled, forgone])('does nothing after $type', (event) =>
    given(event).when(fulfilling).thenNothing(),
  );
});

describe('taking back', () => {
  const back = (returnId: string, ...some: { sku: string; quantity: number }[]): ReservationEvent => ({
    type: 'GoodsReturned',
    data: { orderId, returnId, lines: some, returnedAt: now },
  });
  const mugs = (quantity: number) => ({ sku: 'mug', quantity });
  const returning = (returnId: string, quantity: number) => (reservation: ReservationState) =>
    takeBack(reservation, { orderId, returnId, lines: [mugs(quantity)] }, now);

  it('is what a return does', () =>
    given(reserved, fulfilled)
      .when(returning('r', 1))
      .then(back('r', mugs(1))));
  it('is done once for each return', () =>
    given(reserved, fulfilled, back('r', mugs(1)))
      .when(returning('r', 1))
      .thenNothing());
  it('takes no more than was sold and has not come back', () => {
    given(reserved, fulfilled, back('r', mugs(1)))
      .when(returning('s', 2))
      .then(back('s', mugs(1)));
    given(reserved, fulfilled, back('r', mugs(2)))
      .when(returning('s', 1))
      .thenNothing();
  });
  it.each([reserved, rejected, released, forgone])('does nothing after $type: nothing was sold', (event) =>
    given(event).when(returning('r', 1)).thenNothing(),
  );
});

it('holds its lines until they are released or sold', () => {
  const after = (...events: ReservationEvent[]) => held(fold(Reservation, Reservation.initial, events));
  expect(after(reserved)).toEqual(lines);
  expect([after(), after(reserved, released), after(reserved, fulfilled)]).toEqual([[], [], []]);
});
