import type { ShipmentView } from '../projections/shipment-view.projection.js';

/** A shipment as the API shows it. */
export function toShipment({ customerId: _customer, version: _version, ...shipment }: ShipmentView) {
  return shipment;
}
