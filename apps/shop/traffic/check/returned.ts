import type { Order } from '../answers.js';
import { sum } from '../books/books.js';

const isSent = ({ status }: Order): boolean => status === 'shipped' || status === 'completed';

/** Pieces that came back of orders; what comes back of a cancelled one was refunded and in stock before. */
export function piecesBack(orders: readonly Order[], sku: string): number {
  const parcels = orders.filter(isSent).flatMap(({ shipment }) => shipment?.parcels ?? []);
  const lines = parcels.flatMap(({ returned }) => returned).filter((line) => line.sku === sku);
  return sum(lines.map(({ quantity }) => quantity));
}

/** What was paid for the pieces of an order that came back. */
export function worthBack(order: Order): number {
  return sum(order.lines.map(({ sku, unitPrice }) => piecesBack([order], sku) * unitPrice.amount));
}
