import fc from 'fast-check';
import { fold, Refusal } from '#platform/core';
import { specificationOf } from '#platform/testing';
import {
  LinesUnknown,
  MoreThanRemains,
  ParcelAlreadyReturned,
  ParcelNotFound,
  ShipmentIsCancelled,
  ShipmentNotDispatched,
  ShipmentNotFound,
} from './shipment.errors.js';
import type { ShipmentEvent, ShippedLine } from './shipment.events.js';
import { aShipment, mugs, now, orderId, pot } from './shipment.examples.js';
import { cancel, deliver, deliverParcel, takeBack } from './shipment-delivery.js';
import { dispatch } from './shipment-dispatch.js';
import type { WantedLine } from './shipment-lines.js';
import type { Shipment as ShipmentState } from './shipment.js';
import { isOut, isSent, Shipment } from './shipment.js';

const given = specificationOf(Shipment);
const { prepared, dispatched, partDispatched, secondDispatched, parcelDelivered } = aShipment;
const { delivered, returned, cameBack, cancelled, forgone } = aShipment;

const first = [prepared, partDispatched(mugs(2))];
const both = [...first, secondDispatched(pot)];
const delivering = (shipment: ShipmentState) => deliver(shipment, now);
const arriving = (parcel: number) => (shipment: ShipmentState) => deliverParcel(shipment, parcel, now);
const comingBack =
  (parcel: number, lines?: readonly WantedLine[], returnId = 'r') =>
  (shipment: ShipmentState) =>
    takeBack(shipment, { returnId, parcel, lines, reason: 'broken', returnedAt: now });

describe('delivering a shipment', () => {
  it('is recorded', () => given(prepared, dispatched).when(delivering).then(delivered));
  it('does nothing the second time', () => given(prepared, dispatched, delivered).when(delivering).thenNothing());
  it('is refused before the dispatch', () => given(prepared).when(delivering).thenThrows(ShipmentNotDispatched));
  it('is refused once cancelled', () => given(prepared, cancelled).when(delivering).thenThrows(ShipmentIsCancelled));
  it('is refused when there is no shipment', () => {
    given().when(delivering).thenThrows(ShipmentNotFound);
    given(forgone).when(delivering).thenThrows(ShipmentNotFound);
  });
  it('delivers all that is on the way', () =>
    given(...both)
      .when(delivering)
      .then(delivered));
  it('leaves open what has not left', () => {
    given(...first)
      .when(delivering)
      .then(parcelDelivered(1));
    given(...first, parcelDelivered(1))
      .when(delivering)
      .thenNothing();
  });
  it('is refused when all of it came back', () =>
    given(prepared, dispatched, returned('r', 1, mugs(2), pot), cameBack)
      .when(delivering)
      .thenThrows(ParcelAlreadyReturned));
});

describe('delivering a parcel', () => {
  it.each([1, 2])('is recorded, the last one as the delivery of the shipment: %i first', (number) => {
    given(...both)
      .when(arriving(number))
      .then(parcelDelivered(number));
    given(...both, parcelDelivered(number))
      .when(arriving(3 - number))
      .then(delivered);
  });
  it('is not the last one while something has not left', () =>
    given(...first)
      .when(arriving(1))
      .then(parcelDelivered(1)));
  it('does nothing the second time', () => {
    given(...both, parcelDelivered(1))
      .when(arriving(1))
      .thenNothing();
    given(prepared, dispatched, delivered).when(arriving(1)).thenNothing();
  });
  it('is refused for a parcel that there is not', () =>
    given(...both)
      .when(arriving(3))
      .thenThrows(ParcelNotFound));
  it('is refused for a parcel that came back', () =>
    given(...both, returned('r', 1, mugs(2)))
      .when(arriving(1))
      .thenThrows(ParcelAlreadyReturned));
});

describe('a parcel that comes back', () => {
  it('brings all that it held', () =>
    given(prepared, dispatched, delivered)
      .when(comingBack(1))
      .then(returned('r', 1, mugs(2), pot)));
  it('brings some of it, and later the rest', () => {
    given(prepared, dispatched, delivered)
      .when(comingBack(1, [{ sku: 'mug', quantity: 1 }]))
      .then(returned('r', 1, mugs(1)));
    given(prepared, dispatched, delivered, returned('r', 1, mugs(1)))
      .when(comingBack(1, undefined, 's'))
      .then(returned('s', 1, mugs(1), pot));
  });
  it('is the same return when it is told twice', () =>
    given(prepared, dispatched, delivered, returned('r', 1, mugs(1)))
      .when(comingBack(1, [{ sku: 'mug', quantity: 1 }]))
      .thenNothing());
  it('cannot bring more than it held, nor what it did not hold', () => {
    given(...both)
      .when(comingBack(1, [{ sku: 'mug', quantity: 3 }]))
      .thenThrows(MoreThanRemains);
    given(...both)
      .when(comingBack(1, [{ sku: 'pot', quantity: 1 }]))
      .thenThrows(LinesUnknown);
  });
  it('comes back once', () =>
    given(prepared, dispatched, delivered, returned('r', 1, mugs(2), pot))
      .when(comingBack(1, undefined, 's'))
      .thenThrows(ParcelAlreadyReturned));
  it('must have left', () => {
    given(prepared).when(comingBack(1)).thenThrows(ShipmentNotDispatched);
    given(...both)
      .when(comingBack(3))
      .thenThrows(ParcelNotFound);
  });
  it('ends the shipment when nothing else is on the way', () => {
    given(...both, parcelDelivered(1))
      .when(comingBack(2))
      .then(returned('r', 2, pot), delivered);
    given(prepared, dispatched)
      .when(comingBack(1))
      .then(returned('r', 1, mugs(2), pot), cameBack);
  });
  it('does not end it while another is', () =>
    given(...both)
      .when(comingBack(2))
      .then(returned('r', 2, pot)));
});

describe('whatever happens to parcels in whatever order, however often', () => {
  const lines = fc.option(
    fc.array(fc.record({ sku: fc.constantFrom('mug', 'pot'), quantity: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
      maxLength: 2,
    }),
    { nil: undefined },
  );
  const number = fc.integer({ min: 1, max: 3 });
  type Step = (shipment: ShipmentState) => ShipmentEvent[];
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ trackingNumber: fc.constantFrom('a', 'b', 'c'), lines }).map(
      (wanted): Step =>
        (shipment) =>
          dispatch(shipment, { carrier: 'DHL', ...wanted }, now),
    ),
    number.map(arriving),
    fc.constant(delivering),
    fc.tuple(number, lines, fc.constantFrom('r', 's', 't')).map(([parcel, some, id]) => comingBack(parcel, some, id)),
    fc.constant((shipment: ShipmentState) => cancel(shipment, orderId, now)),
  );
  const played = (steps: readonly Step[]) =>
    steps.reduce<ShipmentEvent[]>(
      (events, decide) => [...events, ...attempted(() => decide(fold(Shipment, Shipment.initial, events)))],
      [prepared],
    );
  const pieces = (some: readonly ShippedLine[]) => some.reduce((sum, { quantity }) => sum + quantity, 0);

  it('no piece leaves or comes back twice, and the shipment is done when nothing is to come', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const events = played(steps);
        const after = fold(Shipment, Shipment.initial, events);
        if (!isSent(after)) return;
        for (const { lines: held, returned: back } of after.parcels)
          expect(pieces(back)).toBeLessThanOrEqual(pieces(held));
        const left = after.parcels.reduce((sum, parcel) => sum + pieces(parcel.lines), 0);
        expect(left + pieces(after.unsent)).toBeLessThanOrEqual(3);
        const isOpen = after.unsent.length > 0 || after.parcels.some(isOut);
        expect(after.status === 'dispatched').toBe(isOpen);
        const ends = events.filter(({ type }) => type === 'ShipmentDelivered' || type === 'ShipmentReturned');
        expect(ends).toHaveLength(isOpen ? 0 : 1);
      }),
    ));
});

function attempted(decide: () => ShipmentEvent[]): ShipmentEvent[] {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
