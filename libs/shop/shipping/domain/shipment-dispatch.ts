import {
  ShipmentAlreadyDispatched,
  ShipmentIsCancelled,
  ShipmentNotFound,
  TrackingNumberTaken,
} from './shipment.errors.js';
import type { ShipmentEvent, ShippedLine } from './shipment.events.js';
import type { Handover, Parcel, SentShipment, Shipment } from './shipment.js';
import { isSent } from './shipment.js';
import { less, picked, sameLines, type WantedLine } from './shipment-lines.js';

export interface Dispatch extends Handover {
  /** What the parcel holds; all that has not left yet when left out. */
  readonly lines?: readonly WantedLine[] | undefined;
}

export function dispatch(shipment: Shipment, wanted: Dispatch, dispatchedAt: string): ShipmentEvent[] {
  if (shipment.status === 'none' || shipment.status === 'forgone') throw new ShipmentNotFound();
  if (shipment.status === 'cancelled') throw new ShipmentIsCancelled();
  const { shipmentId, orderId } = shipment;
  const details = { shipmentId, orderId, carrier: wanted.carrier, trackingNumber: wanted.trackingNumber, dispatchedAt };
  if (!isSent(shipment)) {
    const lines = picked(wanted.lines, shipment.lines, shipment.lines);
    const isAll = less(shipment.lines, lines).length === 0;
    return [{ type: 'ShipmentDispatched', data: { ...details, ...(isAll ? {} : { lines }) } }];
  }
  if (hasLeft(shipment, wanted)) return [];
  const lines = nextLines(shipment, wanted);
  return [{ type: 'ParcelDispatched', data: { ...details, parcel: shipment.parcels.length + 1, lines } }];
}

/** Which parcel of the shipment this is, or would be. */
export function numberOf(shipment: Shipment, handover: Handover): number {
  if (!isSent(shipment)) return 1;
  return parcelWith(shipment, handover)?.parcel ?? shipment.parcels.length + 1;
}

/** A carrier's tracking number names one parcel: the same one with the same lines is no other parcel. */
function hasLeft(shipment: SentShipment, wanted: Dispatch): boolean {
  const known = parcelWith(shipment, wanted);
  if (known === undefined) return false;
  const same = wanted.lines === undefined ? shipment.unsent.length === 0 : sameLines(known.lines, wanted.lines);
  if (!same) throw new TrackingNumberTaken();
  return true;
}

function parcelWith({ parcels }: SentShipment, { carrier, trackingNumber }: Handover): Parcel | undefined {
  return parcels.find((parcel) => parcel.carrier === carrier && parcel.trackingNumber === trackingNumber);
}

function nextLines({ isStopped, unsent, lines }: SentShipment, wanted: Dispatch): readonly ShippedLine[] {
  if (isStopped) throw new ShipmentIsCancelled();
  if (wanted.lines === undefined && unsent.length === 0) throw new ShipmentAlreadyDispatched();
  return picked(wanted.lines, unsent, lines);
}
