import type { Money } from '#platform/core';
import type { OrderEvent, OrderLine, ParcelLine } from './order.events.js';
import type { Order, PlacedOrder } from './order.js';
import { existing } from './order.js';

export interface FurtherParcel {
  readonly parcel: number;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly ParcelLine[];
  readonly dispatchedAt: string;
}

/** Of a cancelled order no parcel should be on its way, and what comes back of it was refunded before. */
const isSent = ({ status }: PlacedOrder): boolean => status === 'shipped' || status === 'completed';

export function recordParcel(order: Order, parcel: FurtherParcel): OrderEvent[] {
  const placed = existing(order);
  const { orderId, customerId, parcels } = placed;
  const isNew = isSent(placed) && parcels.every((known) => known.parcel !== parcel.parcel);
  return isNew ? [{ type: 'ParcelDispatched', data: { orderId, customerId, ...parcel } }] : [];
}

export function recordParcelDelivery(order: Order, parcel: number, deliveredAt: string): OrderEvent[] {
  const placed = existing(order);
  const { orderId, parcels } = placed;
  const isNew = isSent(placed) && !parcels.some((known) => known.parcel === parcel && known.isDelivered);
  return isNew ? [{ type: 'ParcelDelivered', data: { orderId, parcel, deliveredAt } }] : [];
}

export interface ReturnedGoods {
  readonly returnId: string;
  readonly parcel: number;
  readonly lines: readonly ParcelLine[];
  readonly reason: string;
  readonly returnedAt: string;
}

/** What came back is worth what was paid for it. */
export function recordReturn(order: Order, { lines: pieces, ...returned }: ReturnedGoods): OrderEvent[] {
  const placed = existing(order);
  const { orderId, customerId, payments, returnIds, total } = placed;
  const paymentId = payments.find(({ status }) => status === 'captured')?.paymentId;
  if (!isSent(placed) || paymentId === undefined || returnIds.includes(returned.returnId)) return [];
  const lines = among(placed.lines, pieces);
  const amount: Money = { ...total, amount: worthOf(lines) };
  return [{ type: 'GoodsReturned', data: { orderId, customerId, paymentId, ...returned, lines, amount } }];
}

function among(lines: readonly OrderLine[], pieces: readonly ParcelLine[]): readonly OrderLine[] {
  return lines.flatMap((line) => {
    const quantity = pieces.find(({ sku }) => sku === line.sku)?.quantity;
    return quantity === undefined ? [] : [{ ...line, quantity }];
  });
}

const worthOf = (lines: readonly OrderLine[]): number =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);

/** All that was sent came back before it was delivered: nothing more is to come. */
export function closeReturned(order: Order, completedAt: string): OrderEvent[] {
  const { status, orderId, customerId } = existing(order);
  const data = { orderId, customerId, completedAt, cameBack: true };
  return status === 'shipped' ? [{ type: 'OrderCompleted', data }] : [];
}
