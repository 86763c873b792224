import type { Order, Payment, Revenue, Shipment, StaffProduct } from '../answers.js';
import type { Acknowledged } from '../shopper.js';

/** How many pieces of a product there are; without `stock` nobody knows how many there were. */
export interface Pieces {
  readonly stock?: number;
  readonly reserved: number;
  readonly sold: number;
}

/** All that the shop says in public of some orders, and of what is counted beside them. */
export interface Books {
  /** The orders that were promised; undefined when nobody has written them down. */
  readonly acknowledged: readonly Acknowledged[] | undefined;
  /** Orders of which nobody was told what became of them: they may be there or not. */
  readonly unanswered: number;
  readonly orders: readonly Order[];
  readonly payments: readonly Payment[];
  readonly shipments: readonly Shipment[];
  readonly products: readonly StaffProduct[];
  readonly revenue: readonly Revenue[];
  /** What was counted before the first of these orders. */
  readonly before: {
    readonly products: ReadonlyMap<string, Pieces>;
    readonly revenue: readonly Revenue[];
  };
  /** Pieces put on the shelves since then. */
  readonly restocked: ReadonlyMap<string, number>;
  /** Somebody else has ordered meanwhile: what is counted together with their orders proves nothing. */
  readonly othersAtWork: boolean;
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
