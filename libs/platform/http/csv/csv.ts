/** A number, or text; null is an empty cell. */
export type Cell = string | number | null;

/** What a table shows: the names of its columns, and rows with as many cells. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

// Programs for tables take text that begins so for a formula, and carry it out.
const formula = /^[=+\-@\t\r]/;

/**
 * A table as CSV (RFC 4180), its first line the names of the columns. Text that a program for tables would take for a formula
 * gets an apostrophe in front; numbers are left as they are.
 *
 * @example
 * csvOf({ columns: ['sku', 'sold'], rows: [['mug, large', 3]] }); // sku,sold\r\n"mug, large",3\r\n
 */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((cells) => `${cells.map(written).join(',')}\r\n`).join('');
}

function written(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
