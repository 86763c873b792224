/** What a cell shows; a number stands to the right, `null` is a dash. */
export type Cell = string | number | null;

/** The lines of a table, two spaces between its columns. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const shown = [headings, ...rows.map((row) => row.map(text))];
  const widths = headings.map((_, column) => Math.max(...shown.map((row) => row[column]!.length)));
  const isNumber = headings.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  return shown.map((row) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function text(cell: Cell): string {
  return cell === null ? '–' : typeof cell === 'number' ? cell.toLocaleString('en') : cell;
}
