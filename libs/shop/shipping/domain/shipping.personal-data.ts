import { personalDataOf } from '#platform/core';
import type { CustomerEvent } from './customer.events.js';
import type { ShipmentEvent } from './shipment.events.js';

export const shippingPersonalData = personalDataOf<ShipmentEvent | CustomerEvent>({
  fields: { ShipmentPrepared: { of: 'customerId', erased: { shippingAddress: {} } } },
  forgottenAfter: { CustomerForgotten: 'customerId' },
});
