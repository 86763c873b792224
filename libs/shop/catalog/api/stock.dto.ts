import type { StockEntry } from '../projections/stock-entry.js';

/** A line of the ledger as staff see it. */
export function toStockEntry({ sku: _, available, ...entry }: StockEntry) {
  return { ...entry, stock: available };
}
