import { type Event, personalDataOf } from '#platform/core';
import type { CustomerEvent } from './customer.events.js';
import type { OrderEvent } from './order.events.js';

/** The facts of parcels, which the checkout keeps. */
type ParcelFact<Name extends string> = Event<Name, { customerId?: string; trackingNumber: string }>;
type ParcelFacts = ParcelFact<'shipping.shipment-dispatched.v1'> | ParcelFact<'shipping.parcel-dispatched.v1'>;

const of = 'customerId';
const order = { of, erased: { shippingAddress: {} } } as const;
const parcel = { of, erased: { trackingNumber: '' } } as const;

export const ordersPersonalData = personalDataOf<OrderEvent | CustomerEvent | ParcelFacts>({
  fields: {
    OrderPlaced: order,
    OrderPaid: order,
    OrderShipped: parcel,
    ParcelDispatched: parcel,
    DispatchCrossedCancellation: parcel,
    'shipping.shipment-dispatched.v1': parcel,
    'shipping.parcel-dispatched.v1': parcel,
  },
  commands: { MarkShipped: parcel, RecordParcel: parcel },
  forgottenAfter: { CustomerForgotten: of },
});
