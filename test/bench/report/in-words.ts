import type { Line, Series } from '../figures/section.js';
import { summaryOf, type Summary } from '../figures/statistics.js';
import type { Target, Verdict } from '../figures/targets.js';

/** A figure with as many digits as mean something. */
export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
  if (Math.abs(value) < 0.1) return value.toPrecision(2);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The median, and in parentheses the least and the most. */
export function spread({ median, least, most }: Summary): string {
  return `${figure(median)} (${figure(least)} – ${figure(most)})`;
}

export function wanted({ bound, value, unit }: Target): string {
  const sign = { 'at least': '≥', 'at most': '≤', under: '<' }[bound];
  return `${sign} ${figure(value)} ${unit}`;
}

export function reached({ isReached }: Verdict): string {
  return isReached === undefined ? 'not measured' : isReached ? 'reached' : 'MISSED';
}

export function verdictLine(verdict: Verdict): Line {
  const { what, unit, measured } = verdict;
  return {
    what,
    target: wanted(verdict),
    measured: measured === undefined ? '' : `${spread(measured)} ${unit}`,
    '': reached(verdict),
  };
}

export function seriesLine({ name, unit, rounds }: Series): Line {
  return { what: name, 'median (least – most)': `${spread(summaryOf(rounds))} ${unit}` };
}

/** Lines under the names of their fields, each column as wide as it has to be. */
export function inColumns(lines: readonly Line[]): string {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const rows = [columns, ...lines.map((line) => columns.map((column) => String(line[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
