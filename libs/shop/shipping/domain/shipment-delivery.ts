import { fold } from '#platform/core';
import {
  ParcelAlreadyReturned,
  ParcelNotFound,
  ShipmentIsCancelled,
  ShipmentNotDispatched,
  ShipmentNotFound,
} from './shipment.errors.js';
import type { ShipmentEvent } from './shipment.events.js';
import type { Parcel, SentShipment } from './shipment.js';
import { isOut, isSent, kept, Shipment, shipmentIdOf } from './shipment.js';
import { picked, type WantedLine } from './shipment-lines.js';

export function existing(shipment: Shipment): SentShipment {
  if (shipment.status === 'none' || shipment.status === 'forgone') throw new ShipmentNotFound();
  if (shipment.status === 'cancelled') throw new ShipmentIsCancelled();
  if (!isSent(shipment)) throw new ShipmentNotDispatched();
  return shipment;
}

function parcelOf({ parcels }: SentShipment, number: number): Parcel {
  const parcel = parcels.find((one) => one.parcel === number);
  if (parcel === undefined) throw new ParcelNotFound();
  return parcel;
}

/** Everything that is on its way arrives. */
export function deliver(shipment: Shipment, deliveredAt: string): ShipmentEvent[] {
  const sent = existing(shipment);
  if (sent.status === 'returned') throw new ParcelAlreadyReturned();
  if (sent.status === 'delivered') return [];
  return arrived(sent, sent.parcels.filter(isOut), deliveredAt);
}

export function deliverParcel(shipment: Shipment, number: number, deliveredAt: string): ShipmentEvent[] {
  const sent = existing(shipment);
  const parcel = parcelOf(sent, number);
  if (parcel.isDelivered) return [];
  if (!isOut(parcel)) throw new ParcelAlreadyReturned();
  return arrived(sent, [parcel], deliveredAt);
}

function arrived(shipment: SentShipment, parcels: readonly Parcel[], deliveredAt: string): ShipmentEvent[] {
  const { shipmentId, orderId, unsent } = shipment;
  const isLast = unsent.length === 0 && shipment.parcels.filter(isOut).length === parcels.length;
  if (isLast) return [{ type: 'ShipmentDelivered', data: { shipmentId, orderId, deliveredAt } }];
  return parcels.map(({ parcel }) => ({
    type: 'ParcelDelivered',
    data: { shipmentId, orderId, parcel, deliveredAt },
  }));
}

export interface Return {
  readonly returnId: string;
  readonly parcel: number;
  /** What came back; all that has not yet when left out. */
  readonly lines?: readonly WantedLine[] | undefined;
  readonly reason: string;
  readonly returnedAt: string;
}

export function takeBack(shipment: Shipment, { lines: wanted, ...details }: Return): ShipmentEvent[] {
  const sent = existing(shipment);
  if (sent.returnIds.includes(details.returnId)) return [];
  const parcel = parcelOf(sent, details.parcel);
  const remaining = kept(parcel);
  if (remaining.length === 0) throw new ParcelAlreadyReturned();
  const { shipmentId, orderId } = sent;
  const lines = picked(wanted, remaining, parcel.lines);
  return settled(
    sent,
    { type: 'ParcelReturned', data: { shipmentId, orderId, ...details, lines } },
    details.returnedAt,
  );
}

/** Too late for what has left; and an order without a shipment will get none. */
export function cancel(shipment: Shipment, orderId: string, at: string): ShipmentEvent[] {
  const shipmentId = shipmentIdOf(orderId);
  if (shipment.status === 'none') return [{ type: 'ShipmentForgone', data: { shipmentId, orderId, forgoneAt: at } }];
  const data = { shipmentId, orderId, cancelledAt: at };
  if (shipment.status === 'prepared') return [{ type: 'ShipmentCancelled', data }];
  if (!isSent(shipment) || shipment.unsent.length === 0) return [];
  return settled(shipment, { type: 'RemainderCancelled', data }, at);
}

/** What happened, and that it was the last thing to wait for, if it was. */
function settled(shipment: SentShipment, event: ShipmentEvent, at: string): ShipmentEvent[] {
  const after = fold(Shipment, shipment, [event]);
  const isOpen =
    !isSent(after) || after.status !== 'dispatched' || after.unsent.length > 0 || after.parcels.some(isOut);
  if (isOpen) return [event];
  const { shipmentId, orderId } = after;
  return after.parcels.some(({ isDelivered }) => isDelivered)
    ? [event, { type: 'ShipmentDelivered', data: { shipmentId, orderId, deliveredAt: at } }]
    : [event, { type: 'ShipmentReturned', data: { shipmentId, orderId, returnedAt: at } }];
}
