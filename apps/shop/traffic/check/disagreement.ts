import type { Books } from '../books/books.js';

/** What cannot be true beside something else that the shop says. */
export interface Finding {
  /** Whose it is: an order's, a payment's, a shipment's, a product's or a currency's. */
  readonly id: string;
  readonly sentence: string;
}

export interface Disagreement extends Finding {
  readonly about: 'orders' | 'totals' | 'money' | 'stock' | 'shipments' | 'revenue';
}

export type Rule = (books: Books) => readonly Finding[];

export const finding = (id: string, sentence: string): Finding => ({ id, sentence });
