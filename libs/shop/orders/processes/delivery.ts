import type {
  ParcelDeliveredV1,
  ParcelDispatchedV1,
  ParcelReturnedV1,
  ShipmentDeliveredV1,
  ShipmentDispatchedV1,
  ShipmentReturnedV1,
} from '#shop/contracts';
import { CloseReturnedOrder } from '../commands/close-returned-order.command.js';
import { CompleteOrder } from '../commands/complete-order.command.js';
import { MarkShipped } from '../commands/mark-shipped.command.js';
import { RecordParcelDelivery } from '../commands/record-parcel-delivery.command.js';
import { RecordParcel } from '../commands/record-parcel.command.js';
import { RecordReturn } from '../commands/record-return.command.js';

/** What is known of an order that has left. */
export interface DeliveryFacts {
  /** Known from the start on. */
  readonly customerId?: string;
  readonly delivered?: ShipmentDeliveredV1;
  readonly cameBack?: ShipmentReturnedV1;
  /** By the parcels' numbers, after the first one. */
  readonly parcels: Readonly<Record<number, ParcelDispatchedV1>>;
  readonly arrived: Readonly<Record<number, ParcelDeliveredV1>>;
  readonly returned: Readonly<Record<string, ParcelReturnedV1>>;
}

export function sent(facts: DeliveryFacts, dispatched: ShipmentDispatchedV1): object[] {
  const { orderId, shipmentId, carrier, trackingNumber, dispatchedAt, lines } = dispatched;
  const handover = { shipmentId, carrier, dispatchedAt, ...(lines && { lines }) };
  const { delivered, cameBack } = facts;
  return [
    new MarkShipped(orderId, facts.customerId!, trackingNumber, handover),
    ...parcels(facts, orderId),
    ...(delivered === undefined ? [] : [new CompleteOrder(orderId, delivered.deliveredAt)]),
    ...(cameBack === undefined ? [] : [new CloseReturnedOrder(orderId, cameBack.returnedAt)]),
  ];
}

/** What became of single parcels, as far as it is known that they have left. */
function parcels({ customerId, parcels: further, arrived, returned }: DeliveryFacts, orderId: string): object[] {
  const hasLeft = ({ parcel }: { readonly parcel: number }) => parcel === 1 || Object.hasOwn(further, parcel);
  return [
    ...Object.values(further).map(
      ({ parcel, carrier, trackingNumber, lines, dispatchedAt }) =>
        new RecordParcel(orderId, customerId!, trackingNumber, { parcel, carrier, lines, dispatchedAt }),
    ),
    ...Object.values(arrived)
      .filter(hasLeft)
      .map(({ parcel, deliveredAt }) => new RecordParcelDelivery(orderId, parcel, deliveredAt)),
    ...Object.values(returned)
      .filter(hasLeft)
      .map(
        ({ returnId, parcel, lines, reason, returnedAt }) =>
          new RecordReturn(orderId, { returnId, parcel, lines, reason, returnedAt }),
      ),
  ];
}
