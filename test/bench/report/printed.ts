import type { Line } from '../figures/section.js';
import { verdictsOf } from '../figures/targets.js';
import { inColumns, seriesLine, verdictLine } from './in-words.js';
import type { Measured, Results } from './results.js';

export function printMachine(machine: Line): void {
  printTable(Object.entries(machine).map(([setting, value]) => ({ setting, value })));
}

/** Ratios and whatever else has a target first, then the figures behind them. */
export function printSection({ name, title, method, findings, series, tables, leftOut, failed }: Measured): void {
  console.log(`\n${name}: ${title}\n${failed === undefined ? method : `It failed: ${failed}`}`);
  for (const reason of leftOut ?? []) console.log(reason);
  printTable(verdictsOf([name], findings).map(verdictLine));
  printTable(series.filter(({ rounds }) => rounds.length > 0).map(seriesLine));
  for (const { title: of, lines } of tables ?? []) {
    console.log(of);
    printTable(lines);
  }
}

export function printVerdicts({ verdicts }: Results): void {
  console.log('\nAll targets: the median of the rounds counts, in parentheses the least and the most of them.');
  printTable(verdicts.map(verdictLine));
}

function printTable(lines: readonly Line[]): void {
  if (lines.length > 0) console.log(`${inColumns(lines)}\n`);
}
