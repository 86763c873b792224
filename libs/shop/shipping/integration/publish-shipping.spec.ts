import type { RecordedEvent } from '#platform/core';
import { publishShipping } from './publish-shipping.js';

const at = '2026-01-31T12:00:00.000Z';
const orderId = '01990000-0000-7000-8000-000000000001';
const ids = { shipmentId: orderId, orderId };

const factOf = (type: string, data: object) => publishShipping.factOf({ type, data } as unknown as RecordedEvent);

describe('what shipping publishes', () => {
  it('keeps the address out of a prepared shipment', () =>
    expect(factOf('ShipmentPrepared', { ...ids, shippingAddress: { city: 'Bonn' }, preparedAt: at })).toEqual({
      type: 'shipping.shipment-prepared.v1',
      data: { ...ids, preparedAt: at },
    }));

  it.each([
    ['ShipmentDispatched', 'dispatched', { ...ids, carrier: 'DHL', trackingNumber: 'T-1', dispatchedAt: at }],
    ['ShipmentDelivered', 'delivered', { ...ids, deliveredAt: at }],
    ['ShipmentCancelled', 'cancelled', { ...ids, cancelledAt: at }],
  ])('has %s as it is', (type, fact, data) =>
    expect(factOf(type, data)).toEqual({ type: `shipping.shipment-${fact}.v1`, data }),
  );

  const lines = [{ sku: 'mug', title: 'Mug', quantity: 1 }];
  const returnId = '01990000-0000-7000-8000-0000000000d1';

  it.each([
    [
      'ParcelDispatched',
      'parcel-dispatched',
      { ...ids, parcel: 2, carrier: 'DHL', trackingNumber: 'T-2', lines, dispatchedAt: at },
    ],
    ['ParcelDelivered', 'parcel-delivered', { ...ids, parcel: 2, deliveredAt: at }],
    ['ParcelReturned', 'parcel-returned', { ...ids, returnId, parcel: 2, lines, reason: 'broken', returnedAt: at }],
    ['ShipmentReturned', 'shipment-returned', { ...ids, returnedAt: at }],
  ])('has %s as it is', (type, fact, data) =>
    expect(factOf(type, data)).toEqual({ type: `shipping.${fact}.v1`, data }),
  );

  it('says what the first of several parcels holds', () =>
    expect(
      factOf('ShipmentDispatched', { ...ids, carrier: 'DHL', trackingNumber: 'T-1', dispatchedAt: at, lines }),
    ).toMatchObject({ type: 'shipping.shipment-dispatched.v1', data: { lines } }));

  it('keeps to itself what never came to be', () => {
    expect(factOf('ShipmentForgone', { ...ids, forgoneAt: at })).toBeUndefined();
    expect(factOf('RemainderCancelled', { ...ids, cancelledAt: at })).toBeUndefined();
  });
});
