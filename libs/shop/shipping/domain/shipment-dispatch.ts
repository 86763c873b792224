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
  const { shipmentId, orderId, customerId } = shipment;
  const { carrier, trackingNumber } = wanted;
  const details = { shipmentId, orderId, customerId, carrier, trackingNumber, dispatchedAt };
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
export function numberOf(shipment: Shipment, wanted: Dispatch): number {
  if (!isSent(shipment)) return 1;
  return parcelWith(shipment, wanted)?.parcel ?? shipment.parcels.length + 1;
}

/** A carrier's tracking number names one parcel: the same one with the same lines is no other parcel. */
function hasLeft(shipment: SentShipment, wanted: Dispatch): boolean {
  const known = parcelWith(shipment, wanted);
  if (known === undefined) return false;
  if (!holds(shipment, known, wanted)) throw new TrackingNumberTaken();
  return true;
}

function holds({ unsent }: SentShipment, { lines }: Parcel, wanted: Dispatch): boolean {
  return wanted.lines === undefined ? unsent.length === 0 : sameLines(lines, wanted.lines);
}

/** Of who is forgotten the carrier and the lines are left to know a parcel by. */
function parcelWith(shipment: SentShipment, wanted: Dispatch): Parcel | undefined {
  const ofCarrier = shipment.parcels.filter(({ carrier }) => carrier === wanted.carrier);
  const isErased = (parcel: Parcel) => parcel.trackingNumber === '' && !shipment.isStopped;
  return (
    ofCarrier.find(({ trackingNumber }) => trackingNumber === wanted.trackingNumber) ??
    ofCarrier.findLast((parcel) => isErased(parcel) && holds(shipment, parcel, wanted))
  );
}

function nextLines({ isStopped, unsent, lines }: SentShipment, wanted: Dispatch): readonly ShippedLine[] {
  if (isStopped) throw new ShipmentIsCancelled();
  if (wanted.lines === undefined && unsent.length === 0) throw new ShipmentAlreadyDispatched();
  return picked(wanted.lines, unsent, lines);
}
