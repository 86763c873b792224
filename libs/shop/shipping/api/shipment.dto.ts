import type { Principal } from '#platform/execution';
import { parcelsOf, statusOf } from '../projections/shipment-parcels.js';
import type { ShipmentView } from '../projections/shipment-view.js';

/** A shipment as the API shows it. */
export function toShipment(view: ShipmentView) {
  const { customerId: _customer, version: _version, trackingNumbers: _numbers, ...shipment } = view;
  return { ...shipment, parcels: parcelsOf(view).map((parcel) => toParcel(parcel, view)) };
}

function toParcel(parcel: ReturnType<typeof parcelsOf>[number], { trackingNumber, trackingNumbers }: ShipmentView) {
  const number = parcel.parcel === 1 ? trackingNumber : (trackingNumbers?.[parcel.parcel] ?? null);
  return { ...parcel, trackingNumber: number, status: statusOf(parcel) };
}

/** Staff see every shipment, a customer the own ones. */
export const customerIn = ({ id, roles }: Principal): string | undefined => (roles.includes('staff') ? undefined : id);
