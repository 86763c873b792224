import { fold } from '#platform/core';
import { specificationOf } from '#platform/testing';
import {
  LinesUnknown,
  MoreThanRemains,
  ShipmentAlreadyDispatched,
  ShipmentIsCancelled,
  ShipmentNotFound,
  TrackingNumberTaken,
} from './shipment.errors.js';
import type { ShipmentEvent } from './shipment.events.js';
import { aShipment, handover, mugs, now, pot, second } from './shipment.examples.js';
import { dispatch, type Dispatch, numberOf } from './shipment-dispatch.js';
import type { Shipment as ShipmentState } from './shipment.js';
import { Shipment } from './shipment.js';

const given = specificationOf(Shipment);
const { prepared, dispatched, partDispatched, secondDispatched, delivered, cancelled, forgone } = aShipment;
const first = partDispatched(mugs(1));
const sending = (wanted: Dispatch) => (shipment: ShipmentState) => dispatch(shipment, wanted, now);
const all = sending(handover);
const ofMugs = (quantity: number) => ({ sku: 'mug', quantity });

describe('dispatching a shipment', () => {
  it('records the carrier', () => given(prepared).when(all).then(dispatched));
  it('does nothing the second time', () => given(prepared, dispatched).when(all).thenNothing());
  it('does nothing once delivered', () => given(prepared, dispatched, delivered).when(all).thenNothing());
  it('is refused with another carrier', () =>
    given(prepared, dispatched)
      .when(sending({ ...handover, carrier: 'UPS' }))
      .thenThrows(ShipmentAlreadyDispatched));
  it('is refused once cancelled', () => given(prepared, cancelled).when(all).thenThrows(ShipmentIsCancelled));
  it('is refused when there is no shipment', () => {
    given().when(all).thenThrows(ShipmentNotFound);
    given(forgone).when(all).thenThrows(ShipmentNotFound);
  });
});

describe('dispatching a parcel', () => {
  it('says what the first one holds', () =>
    given(prepared)
      .when(sending({ ...handover, lines: [ofMugs(1)] }))
      .then(first));
  it('is dispatching the shipment when it holds everything', () =>
    given(prepared)
      .when(sending({ ...handover, lines: [ofMugs(1), { sku: 'pot', quantity: 1 }, ofMugs(1)] }))
      .then(dispatched));
  it('says what another one holds', () =>
    given(prepared, first)
      .when(sending({ ...second, lines: [ofMugs(1)] }))
      .then(secondDispatched(mugs(1))));
  it('takes all that is left when nothing is named', () =>
    given(prepared, first)
      .when(sending(second))
      .then(secondDispatched(mugs(1), pot)));
  it('does nothing the second time', () => {
    given(prepared, first)
      .when(sending({ ...handover, lines: [ofMugs(1)] }))
      .thenNothing();
    const both = [prepared, first, secondDispatched(mugs(1), pot)];
    given(...both)
      .when(sending(second))
      .thenNothing();
  });
  it('is refused with the tracking number of another', () => {
    const other = sending({ ...handover, lines: [ofMugs(2)] });
    given(prepared, first).when(other).thenThrows(TrackingNumberTaken);
    given(prepared, first).when(sending(handover)).thenThrows(TrackingNumberTaken);
  });
  it('is refused with products that are not in the shipment', () =>
    given(prepared)
      .when(sending({ ...handover, lines: [{ sku: 'lid', quantity: 1 }] }))
      .thenThrows(LinesUnknown));
  it('is refused with more than is left', () => {
    given(prepared)
      .when(sending({ ...handover, lines: [ofMugs(3)] }))
      .thenThrows(MoreThanRemains);
    given(prepared, first)
      .when(sending({ ...second, lines: [ofMugs(1), ofMugs(1)] }))
      .thenThrows(MoreThanRemains);
    given(prepared, dispatched)
      .when(sending({ ...second, lines: [ofMugs(1)] }))
      .thenThrows(MoreThanRemains);
  });
  it('is refused once the rest is cancelled', () => {
    given(prepared, first, aShipment.remainderCancelled).when(sending(second)).thenThrows(ShipmentIsCancelled);
  });
  describe('of a customer who is forgotten', () => {
    const without = <E extends ShipmentEvent>(event: E): E =>
      'trackingNumber' in event.data ? { ...event, data: { ...event.data, trackingNumber: '' } } : event;
    const [whole, part] = [without(dispatched), without(first)];

    it('is known again by its carrier and its lines', () => {
      given(prepared, whole).when(all).thenNothing();
      given(prepared, part)
        .when(sending({ ...handover, lines: [ofMugs(1)] }))
        .thenNothing();
      const both = fold(Shipment, Shipment.initial, [prepared, part, without(secondDispatched(mugs(1), pot))]);
      expect(numberOf(both, { ...handover, lines: [ofMugs(1)] })).toBe(1);
      expect(numberOf(both, second)).toBe(2);
    });
    it('is another one with another carrier, other lines or all that is left', () => {
      const others = [
        { ...second, lines: [ofMugs(1)] },
        { ...handover, lines: [{ sku: 'pot', quantity: 1 }] },
        handover,
      ];
      for (const other of others) {
        const state = fold(Shipment, Shipment.initial, [prepared, part]);
        expect(dispatch(state, other, now)).toMatchObject([{ type: 'ParcelDispatched', data: { parcel: 2 } }]);
      }
      given(prepared, whole).when(sending(second)).thenThrows(ShipmentAlreadyDispatched);
    });
    it('is refused once the rest is cancelled', () => {
      for (const wanted of [handover, { ...handover, lines: [ofMugs(1)] }])
        given(prepared, part, aShipment.remainderCancelled).when(sending(wanted)).thenThrows(ShipmentIsCancelled);
    });
  });
  it('counts the parcels', () => {
    const [none, one] = [[prepared], [prepared, first]].map((events) => fold(Shipment, Shipment.initial, events));
    expect([numberOf(none!, handover), numberOf(one!, handover), numberOf(one!, second)]).toEqual([1, 1, 2]);
  });
});
