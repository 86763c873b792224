import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import {
  ParcelDeliveredV1,
  ParcelDispatchedV1,
  ParcelReturnedV1,
  ShipmentCancelledV1,
  ShipmentDeliveredV1,
  ShipmentDispatchedV1,
  ShipmentPreparedV1,
  ShipmentReturnedV1,
} from '#shop/contracts';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';

export const publishShipping = publish<ShipmentEvent | CustomerEvent>('shipping', {
  ShipmentPrepared: (prepared) => ShipmentPreparedV1.of(prepared),
  ShipmentDispatched: (dispatched) => ShipmentDispatchedV1.of(dispatched),
  ParcelDispatched: (dispatched) => ParcelDispatchedV1.of(dispatched),
  ParcelDelivered: (delivered) => ParcelDeliveredV1.of(delivered),
  ShipmentDelivered: (delivered) => ShipmentDeliveredV1.of(delivered),
  ParcelReturned: (returned) => ParcelReturnedV1.of(returned),
  ShipmentReturned: (returned) => ShipmentReturnedV1.of(returned),
  ShipmentCancelled: (cancelled) => ShipmentCancelledV1.of(cancelled),
  RemainderCancelled: ignore,
  ShipmentForgone: ignore,
  CustomerForgotten: ignore,
});
