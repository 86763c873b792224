import { specificationOf } from '#platform/testing';
import { aShipment, now, orderId, mugs, pot } from './shipment.examples.js';
import { cancel } from './shipment-delivery.js';
import type { Shipment as ShipmentState } from './shipment.js';
import { prepare, Shipment } from './shipment.js';

const given = specificationOf(Shipment);
const { prepared, dispatched, partDispatched, secondDispatched, returned, delivered } = aShipment;
const { cameBack, cancelled, remainderCancelled, forgone } = aShipment;

describe('preparing a shipment', () => {
  const preparing = (shipment: ShipmentState) => prepare(shipment, prepared.data);

  it('records what goes where', () => given().when(preparing).then(prepared));
  it('does nothing the second time', () => given(prepared).when(preparing).thenNothing());
  it('does nothing for an order that was cancelled before', () => given(forgone).when(preparing).thenNothing());
});

describe('cancelling a shipment', () => {
  const cancelling = (shipment: ShipmentState) => cancel(shipment, orderId, now);
  const first = partDispatched(mugs(2));

  it('keeps it from leaving', () => given(prepared).when(cancelling).then(cancelled));
  it('does nothing the second time', () => given(prepared, cancelled).when(cancelling).thenNothing());
  it('is remembered when there is none yet', () => given().when(cancelling).then(forgone));
  it('is remembered once', () => given(forgone).when(cancelling).thenNothing());
  it('comes too late once dispatched', () => given(prepared, dispatched).when(cancelling).thenNothing());
  it('comes too late once all parcels have left', () =>
    given(prepared, first, secondDispatched(pot)).when(cancelling).thenNothing());
  it('keeps the rest from leaving when a part has left', () =>
    given(prepared, first).when(cancelling).then(remainderCancelled));
  it('does so once', () => given(prepared, first, remainderCancelled).when(cancelling).thenNothing());
  it('ends the shipment when what has left is there, or is back', () => {
    const there = [prepared, first, aShipment.parcelDelivered(1)];
    given(...there)
      .when(cancelling)
      .then(remainderCancelled, delivered);
    given(prepared, first, returned('r', 1, mugs(2)))
      .when(cancelling)
      .then(remainderCancelled, cameBack);
  });
});
