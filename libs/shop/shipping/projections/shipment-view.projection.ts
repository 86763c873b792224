import type { ProjectionContext, ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { ignore } from '#platform/core';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { ParcelDispatched, ParcelReturned, ShipmentEvent } from '../domain/shipment.events.js';
import { parcelsOf } from './shipment-parcels.js';
import { ShipmentView, type StoredParcel } from './shipment-view.js';

const notYetSent = {
  carrier: null,
  trackingNumber: null,
  dispatchedAt: null,
  deliveredAt: null,
  parcels: null,
  trackingNumbers: null,
};

/** Changes what is known of a shipment's parcels; one that went as a whole has them from then on too. */
async function change(
  shipmentId: string,
  changes: (shipment: ShipmentView, parcels: readonly StoredParcel[]) => Partial<ShipmentView>,
  { rows, event: { version } }: ProjectionContext,
): Promise<void> {
  const shipment = await rows(ShipmentView).find(shipmentId);
  if (shipment === undefined) return;
  rows(ShipmentView).update(shipmentId, { ...changes(shipment, parcelsOf(shipment)), version });
}

const left = ({ parcel, carrier, lines, dispatchedAt }: Omit<ParcelDispatched['data'], 'trackingNumber'>) => {
  const nothingYet = { deliveredAt: null, returns: [] };
  return { parcel, carrier, lines, dispatchedAt, ...nothingYet };
};

/** What was sent after its customer was forgotten has none. */
const shown = (trackingNumber: string): string | null => (trackingNumber === '' ? null : trackingNumber);

const withReturn = (
  parcels: readonly StoredParcel[],
  { parcel: number, returnId, lines, reason, returnedAt }: ParcelReturned['data'],
) =>
  parcels.map((parcel) =>
    parcel.parcel === number
      ? { ...parcel, returns: [...parcel.returns, { returnId, lines, reason, returnedAt }] }
      : parcel,
  );

@Projection('shipping.shipment-view', { tables: [ShipmentView] })
export class ShipmentViewProjection {
  readonly on: ProjectionHandlers<ShipmentEvent | CustomerEvent> = {
    ShipmentPrepared: (prepared, { rows, event: { version } }) =>
      rows(ShipmentView).upsert({ ...prepared, ...notYetSent, status: 'prepared', version }),
    ShipmentDispatched: ({ lines, ...dispatched }, { rows, event: { version } }) => {
      const { shipmentId, carrier, dispatchedAt } = dispatched;
      const first = lines && { parcels: [left({ ...dispatched, parcel: 1, lines })] };
      const handover = { carrier, trackingNumber: shown(dispatched.trackingNumber), dispatchedAt };
      rows(ShipmentView).update(shipmentId, { status: 'dispatched', ...handover, ...first, version });
    },
    ParcelDispatched: (dispatched, context) =>
      change(
        dispatched.shipmentId,
        ({ trackingNumbers }, parcels) => ({
          parcels: [...parcels, left(dispatched)],
          trackingNumbers: { ...trackingNumbers, [dispatched.parcel]: shown(dispatched.trackingNumber) },
        }),
        context,
      ),
    ParcelDelivered: ({ shipmentId, parcel: number, deliveredAt }, context) =>
      change(
        shipmentId,
        (_, parcels) => ({
          parcels: parcels.map((parcel) => (parcel.parcel === number ? { ...parcel, deliveredAt } : parcel)),
        }),
        context,
      ),
    ShipmentDelivered: ({ shipmentId, deliveredAt }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'delivered', deliveredAt, version }),
    ParcelReturned: (returned, context) =>
      change(returned.shipmentId, (_, parcels) => ({ parcels: withReturn(parcels, returned) }), context),
    ShipmentReturned: ({ shipmentId }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'returned', version }),
    ShipmentCancelled: ({ shipmentId }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { status: 'cancelled', version }),
    RemainderCancelled: ({ shipmentId }, { rows, event: { version } }) =>
      rows(ShipmentView).update(shipmentId, { version }),
    ShipmentForgone: ignore,
    CustomerForgotten: ({ customerId }, { rows }) =>
      rows(ShipmentView).everywhere(
        { customerId },
        { shippingAddress: {}, trackingNumber: null, trackingNumbers: null },
      ),
  };
}
