import { less } from '../domain/shipment-lines.js';
import type { ShipmentView, StoredParcel } from './shipment-view.js';

export type ParcelStatus = 'dispatched' | 'delivered' | 'returned';

const isBack = ({ lines, returns }: StoredParcel): boolean =>
  less(
    lines,
    returns.flatMap((one) => one.lines),
  ).length === 0;

export function statusOf(parcel: StoredParcel): ParcelStatus {
  if (isBack(parcel)) return 'returned';
  return parcel.deliveredAt === null ? 'dispatched' : 'delivered';
}

/** The parcels of a shipment, also of one that went as a whole. */
export function parcelsOf(shipment: ShipmentView): readonly StoredParcel[] {
  const { parcels, deliveredAt } = shipment;
  return (parcels ?? whole(shipment)).map((parcel) =>
    parcel.deliveredAt === null && !isBack(parcel) ? { ...parcel, deliveredAt } : parcel,
  );
}

function whole({ lines, carrier, dispatchedAt }: ShipmentView): readonly StoredParcel[] {
  if (carrier === null || dispatchedAt === null) return [];
  return [{ parcel: 1, carrier, lines, dispatchedAt, deliveredAt: null, returns: [] }];
}
