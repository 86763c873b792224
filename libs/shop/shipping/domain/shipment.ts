import { aggregate } from '#platform/core';
import {
  ShipmentAlreadyDispatched,
  ShipmentIsCancelled,
  ShipmentNotDispatched,
  ShipmentNotFound,
} from './shipment.errors.js';
import type { ShipmentEvent, ShipmentPrepared } from './shipment.events.js';

interface Identity {
  readonly shipmentId: string;
  readonly orderId: string;
}

interface Handover {
  readonly carrier: string;
  readonly trackingNumber: string;
}

export type Shipment =
  | { readonly status: 'none' }
  | { readonly status: 'forgone' }
  | (Identity & { readonly status: 'prepared' })
  | (Identity & { readonly status: 'cancelled' })
  | (Identity & Handover & { readonly status: 'dispatched' })
  | (Identity & Handover & { readonly status: 'delivered' });

export const Shipment = aggregate<Shipment, ShipmentEvent>({
  category: 'shipping.shipment',
  initial: { status: 'none' },
  closedBy: ['ShipmentDelivered', 'ShipmentCancelled', 'ShipmentForgone'],
  evolve: {
    ShipmentPrepared: (_, { shipmentId, orderId }) => ({ status: 'prepared', shipmentId, orderId }),
    ShipmentDispatched: (_, { shipmentId, orderId, carrier, trackingNumber }) => ({
      status: 'dispatched',
      shipmentId,
      orderId,
      carrier,
      trackingNumber,
    }),
    ShipmentDelivered: (shipment) =>
      shipment.status === 'dispatched' ? { ...shipment, status: 'delivered' } : shipment,
    ShipmentCancelled: (_, { shipmentId, orderId }) => ({ status: 'cancelled', shipmentId, orderId }),
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

export function dispatch(shipment: Shipment, handover: Handover, dispatchedAt: string): ShipmentEvent[] {
  if (shipment.status === 'none' || shipment.status === 'forgone') throw new ShipmentNotFound();
  if (shipment.status === 'cancelled') throw new ShipmentIsCancelled();
  if (shipment.status === 'prepared') return [dispatchedBy(shipment, handover, dispatchedAt)];
  const same = shipment.carrier === handover.carrier && shipment.trackingNumber === handover.trackingNumber;
  if (!same) throw new ShipmentAlreadyDispatched();
  return [];
}

function dispatchedBy({ shipmentId, orderId }: Identity, handover: Handover, dispatchedAt: string): ShipmentEvent {
  return { type: 'ShipmentDispatched', data: { shipmentId, orderId, ...handover, dispatchedAt } };
}

export function deliver(shipment: Shipment, deliveredAt: string): ShipmentEvent[] {
  if (shipment.status === 'none' || shipment.status === 'forgone') throw new ShipmentNotFound();
  if (shipment.status === 'cancelled') throw new ShipmentIsCancelled();
  if (shipment.status === 'prepared') throw new ShipmentNotDispatched();
  if (shipment.status === 'delivered') return [];
  const { shipmentId, orderId } = shipment;
  return [{ type: 'ShipmentDelivered', data: { shipmentId, orderId, deliveredAt } }];
}

/** Too late once it has left; and an order without a shipment will get none. */
export function cancel(shipment: Shipment, orderId: string, at: string): ShipmentEvent[] {
  const shipmentId = shipmentIdOf(orderId);
  if (shipment.status === 'none') return [{ type: 'ShipmentForgone', data: { shipmentId, orderId, forgoneAt: at } }];
  if (shipment.status !== 'prepared') return [];
  return [{ type: 'ShipmentCancelled', data: { shipmentId, orderId, cancelledAt: at } }];
}
