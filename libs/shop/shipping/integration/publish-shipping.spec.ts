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

  it('keeps to itself what never came to be', () =>
    expect(factOf('ShipmentForgone', { ...ids, forgoneAt: at })).toBeUndefined());
});
