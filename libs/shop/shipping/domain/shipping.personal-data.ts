import { personalDataOf } from '#platform/core';
import type { CustomerEvent } from './customer.events.js';
import type { ShipmentEvent } from './shipment.events.js';

const of = 'customerId';
const parcel = { of, erased: { trackingNumber: '' } } as const;

export const shippingPersonalData = personalDataOf<ShipmentEvent | CustomerEvent>({
  fields: {
    ShipmentPrepared: { of, erased: { shippingAddress: {} } },
    ShipmentDispatched: parcel,
    ParcelDispatched: parcel,
  },
  forgottenAfter: { CustomerForgotten: of },
});
