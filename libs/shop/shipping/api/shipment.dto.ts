import type { Principal } from '#platform/execution';
import type { ShipmentView } from '../projections/shipment-view.projection.js';

/** A shipment as the API shows it. */
export function toShipment({ customerId: _customer, version: _version, ...shipment }: ShipmentView) {
  return shipment;
}

/** Staff see every shipment, a customer the own ones. */
export const customerIn = ({ id, roles }: Principal): string | undefined => (roles.includes('staff') ? undefined : id);
