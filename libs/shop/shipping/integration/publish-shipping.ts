import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import { ShipmentCancelledV1, ShipmentDeliveredV1, ShipmentDispatchedV1, ShipmentPreparedV1 } from '#shop/contracts';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';

export const publishShipping = publish<ShipmentEvent | CustomerEvent>('shipping', {
  ShipmentPrepared: (prepared) => ShipmentPreparedV1.of(prepared),
  ShipmentDispatched: (dispatched) => ShipmentDispatchedV1.of(dispatched),
  ShipmentDelivered: (delivered) => ShipmentDeliveredV1.of(delivered),
  ShipmentCancelled: (cancelled) => ShipmentCancelledV1.of(cancelled),
  ShipmentForgone: ignore,
  CustomerForgotten: ignore,
});
