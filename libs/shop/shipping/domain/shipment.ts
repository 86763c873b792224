import { aggregate } from '#platform/core';
import type { ShipmentEvent, ShipmentPrepared, ShippedLine } from './shipment.events.js';
import { less } from './shipment-lines.js';

interface Identity {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly ShippedLine[];
}

export interface Handover {
  readonly carrier: string;
  /** Nothing once the customer is forgotten. */
  readonly trackingNumber: string;
}

export interface Parcel extends Handover {
  readonly parcel: number;
  readonly lines: readonly ShippedLine[];
  readonly isDelivered: boolean;
  readonly returned: readonly ShippedLine[];
}

/** `returned`: everything came back, and nothing was ever delivered. */
export type SentShipment = Identity & {
  readonly status: 'dispatched' | 'delivered' | 'returned';
  readonly unsent: readonly ShippedLine[];
  readonly isStopped: boolean;
  readonly parcels: readonly Parcel[];
  readonly returnIds: readonly string[];
};

export type Shipment =
  | { readonly status: 'none' }
  | { readonly status: 'forgone' }
  | { readonly status: 'cancelled' }
  | (Identity & { readonly status: 'prepared' })
  | SentShipment;

export function isSent(shipment: Shipment): shipment is SentShipment {
  return shipment.status === 'dispatched' || shipment.status === 'delivered' || shipment.status === 'returned';
}

/** Whether nothing of it is left to be sent. */
export const isWhole = (shipment: Shipment): boolean => !isSent(shipment) || shipment.unsent.length === 0;

/** What of a parcel has not come back. */
export const kept = ({ lines, returned }: Parcel): readonly ShippedLine[] => less(lines, returned);

export const isOut = (parcel: Parcel): boolean => !parcel.isDelivered && kept(parcel).length > 0;

const sent = (shipment: Shipment, change: (shipment: SentShipment) => Partial<SentShipment>): Shipment =>
  isSent(shipment) ? { ...shipment, ...change(shipment) } : shipment;

const changed = (
  { parcels }: SentShipment,
  which: (parcel: Parcel) => boolean,
  change: (parcel: Parcel) => Partial<Parcel>,
) => ({ parcels: parcels.map((parcel) => (which(parcel) ? { ...parcel, ...change(parcel) } : parcel)) });

const packed = (parcel: number, { carrier, trackingNumber }: Handover, lines: readonly ShippedLine[]): Parcel => ({
  parcel,
  carrier,
  trackingNumber,
  lines,
  isDelivered: false,
  returned: [],
});

export const Shipment = aggregate<Shipment, ShipmentEvent>({
  category: 'shipping.shipment',
  initial: { status: 'none' },
  foldVersion: 3,
  closedBy: ['ShipmentDelivered', 'ParcelReturned', 'ShipmentReturned', 'ShipmentCancelled', 'ShipmentForgone'],
  evolve: {
    ShipmentPrepared: (_, { shipmentId, orderId, customerId, lines }) => ({
      status: 'prepared',
      shipmentId,
      orderId,
      customerId,
      lines,
    }),
    ShipmentDispatched: (shipment, { lines: some, ...handover }) => {
      if (shipment.status !== 'prepared') return shipment;
      const [lines, unsent] = some === undefined ? [shipment.lines, []] : [some, less(shipment.lines, some)];
      const parcels = [packed(1, handover, lines)];
      return { ...shipment, status: 'dispatched', unsent, isStopped: false, parcels, returnIds: [] };
    },
    ParcelDispatched: (shipment, { parcel, lines, ...handover }) =>
      sent(shipment, ({ parcels, unsent }) => ({
        parcels: [...parcels, packed(parcel, handover, lines)],
        unsent: less(unsent, lines),
      })),
    ParcelDelivered: (shipment, { parcel: number }) =>
      sent(shipment, (one) =>
        changed(
          one,
          ({ parcel }) => parcel === number,
          () => ({ isDelivered: true }),
        ),
      ),
    ShipmentDelivered: (shipment) =>
      sent(shipment, (one) => ({ status: 'delivered', ...changed(one, isOut, () => ({ isDelivered: true })) })),
    ParcelReturned: (shipment, { parcel: number, returnId, lines }) =>
      sent(shipment, (one) => ({
        returnIds: [...one.returnIds, returnId],
        ...changed(
          one,
          ({ parcel }) => parcel === number,
          ({ returned }) => ({ returned: [...returned, ...lines] }),
        ),
      })),
    ShipmentReturned: (shipment) => sent(shipment, () => ({ status: 'returned' })),
    ShipmentCancelled: () => ({ status: 'cancelled' }),
    RemainderCancelled: (shipment) => sent(shipment, () => ({ unsent: [], isStopped: true })),
    ShipmentForgone: () => ({ status: 'forgone' }),
  },
});

/** An order has one shipment, and it bears the order's id: a second one cannot come to be. */
export function shipmentIdOf(orderId: string): string {
  return orderId;
}

export function prepare(shipment: Shipment, prepared: ShipmentPrepared['data']): ShipmentEvent[] {
  return shipment.status === 'none' ? [{ type: 'ShipmentPrepared', data: prepared }] : [];
}
