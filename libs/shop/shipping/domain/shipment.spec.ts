import { specificationOf } from '#platform/testing';
import {
  ShipmentAlreadyDispatched,
  ShipmentIsCancelled,
  ShipmentNotDispatched,
  ShipmentNotFound,
} from './shipment.errors.js';
import type { ShipmentEvent, ShipmentPrepared } from './shipment.events.js';
import type { Shipment as ShipmentState } from './shipment.js';
import { cancel, deliver, dispatch, prepare, Shipment, shipmentIdOf } from './shipment.js';

const given = specificationOf(Shipment);

const now = '2026-01-31T12:00:00.000Z';
const orderId = 'an-order';
const shipmentId = shipmentIdOf(orderId);
const handover = { carrier: 'DHL', trackingNumber: 'T-1' };
const prepared: ShipmentPrepared = {
  type: 'ShipmentPrepared',
  data: {
    shipmentId,
    orderId,
    customerId: 'a-customer',
    lines: [{ sku: 'mug', title: 'Mug', quantity: 2 }],
    shippingAddress: { city: 'Bonn' },
    preparedAt: now,
  },
};
const dispatched: ShipmentEvent = {
  type: 'ShipmentDispatched',
  data: { shipmentId, orderId, ...handover, dispatchedAt: now },
};
const delivered: ShipmentEvent = { type: 'ShipmentDelivered', data: { shipmentId, orderId, deliveredAt: now } };
const cancelled: ShipmentEvent = { type: 'ShipmentCancelled', data: { shipmentId, orderId, cancelledAt: now } };
const forgone: ShipmentEvent = { type: 'ShipmentForgone', data: { shipmentId, orderId, forgoneAt: now } };

describe('preparing a shipment', () => {
  const preparing = (shipment: ShipmentState) => prepare(shipment, prepared.data);

  it('records what goes where', () => given().when(preparing).then(prepared));
  it('does nothing the second time', () => given(prepared).when(preparing).thenNothing());
  it('does nothing for an order that was cancelled before', () => given(forgone).when(preparing).thenNothing());
});

describe('dispatching a shipment', () => {
  const dispatching = (shipment: ShipmentState) => dispatch(shipment, handover, now);

  it('records the carrier', () => given(prepared).when(dispatching).then(dispatched));
  it('does nothing the second time', () => given(prepared, dispatched).when(dispatching).thenNothing());
  it('does nothing once delivered', () => given(prepared, dispatched, delivered).when(dispatching).thenNothing());
  it('is refused with another carrier', () =>
    given(prepared, dispatched)
      .when((shipment) => dispatch(shipment, { ...handover, carrier: 'UPS' }, now))
      .thenThrows(ShipmentAlreadyDispatched));
  it('is refused once cancelled', () => given(prepared, cancelled).when(dispatching).thenThrows(ShipmentIsCancelled));
  it('is refused when there is no shipment', () => {
    given().when(dispatching).thenThrows(ShipmentNotFound);
    given(forgone).when(dispatching).thenThrows(ShipmentNotFound);
  });
});

describe('delivering a shipment', () => {
  const delivering = (shipment: ShipmentState) => deliver(shipment, now);

  it('is recorded', () => given(prepared, dispatched).when(delivering).then(delivered));
  it('does nothing the second time', () => given(prepared, dispatched, delivered).when(delivering).thenNothing());
  it('is refused before the dispatch', () => given(prepared).when(delivering).thenThrows(ShipmentNotDispatched));
  it('is refused once cancelled', () => given(prepared, cancelled).when(delivering).thenThrows(ShipmentIsCancelled));
  it('is refused when there is no shipment', () => {
    given().when(delivering).thenThrows(ShipmentNotFound);
    given(forgone).when(delivering).thenThrows(ShipmentNotFound);
  });
});

describe('cancelling a shipment', () => {
  const cancelling = (shipment: ShipmentState) => cancel(shipment, orderId, now);

  it('keeps it from leaving', () => given(prepared).when(cancelling).then(cancelled));
  it('does nothing the second time', () => given(prepared, cancelled).when(cancelling).thenNothing());
  it('is remembered when there is none yet', () => given().when(cancelling).then(forgone));
  it('is remembered once', () => given(forgone).when(cancelling).thenNothing());
  it('comes too late once dispatched', () => given(prepared, dispatched).when(cancelling).thenNothing());
});
