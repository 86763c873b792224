import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Line, Plot, Series } from '../figures/section.js';
import { reached, seriesLine, verdictLine } from './in-words.js';
import type { Measured, Results } from './results.js';

const library = dirname(createRequire(import.meta.url).resolve('uplot'));

/** The results as one HTML page. It holds all it needs, and loads nothing. */
export function pageOf(results: Results): string {
  const { machine, options, verdicts, sections, begun } = results;
  const styles = [read(library, 'uPlot.min.css'), read(import.meta.dirname, 'page.css')];
  const scripts = [read(library, 'uPlot.iife.min.js'), read(import.meta.dirname, 'draw.js')];
  const plots = sections.map((section) => [...plotsByRound(section), ...(section.plots ?? [])]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bench, ${escaped(begun)}</title>
<style>${styles.join('\n')}</style>
<h1>Bench, ${escaped(begun)}</h1>
<h2>Targets</h2>
${table(
  verdicts.map(verdictLine),
  verdicts.map((verdict) => reached(verdict).replace(' ', '-').toLowerCase()),
)}
<p>The median of the rounds counts; in parentheses the least and the most of them.</p>
<h2>Machine and settings</h2>
${table(Object.entries({ ...machine, ...options }).map(([name, value]) => ({ name, value })))}
${sections.map(sectionOf).join('\n')}
<script type="application/json" id="plots">${JSON.stringify(plots).replaceAll('<', '\\u003c')}</script>
<script>${scripts.join('\n')}</script>
</html>
`;
}

/** A plot for each unit, with a line for each series. */
export function plotsByRound({ series }: Pick<Measured, 'series'>): readonly Plot[] {
  const plotted = series.filter(({ rounds }) => rounds.length > 1);
  return [...Map.groupBy(plotted, ({ unit }) => unit)].map(([unit, all]) => {
    const longest = Math.max(...all.map(({ rounds }) => rounds.length));
    return {
      title: `By round, ${unit}`,
      unit,
      over: 'round',
      at: Array.from({ length: longest }, (_, round) => round + 1),
      lines: all.map(({ name, rounds }: Series) => ({ name, values: rounds })),
    };
  });
}

function sectionOf({ name, title, method, series, tables, leftOut, failed }: Measured, index: number): string {
  const parts = [
    `<h2 id="${name}">${escaped(title)}</h2>`,
    `<p>${escaped(failed === undefined ? method : `It failed: ${failed}`)}</p>`,
    ...(leftOut ?? []).map((reason) => `<p>${escaped(reason)}</p>`),
    `<div class="plots" data-section="${index}"></div>`,
    table(series.filter(({ rounds }) => rounds.length > 0).map(seriesLine)),
    ...(tables ?? []).map(({ title: of, lines }) => `<h3>${escaped(of)}</h3>${table(lines)}`),
  ];
  return `<section>${parts.join('\n')}</section>`;
}

/** Rows may each have a class. */
function table(lines: readonly Line[], classes: readonly string[] = []): string {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const cells = (tag: string, texts: readonly (string | number)[]) =>
    texts.map((text) => `<${tag}>${escaped(String(text))}</${tag}>`).join('');
  const rows = lines.map((line, index) => {
    const values = columns.map((column) => line[column] ?? '');
    return `<tr class="${classes[index] ?? ''}">${cells('td', values)}</tr>`;
  });
  return lines.length === 0 ? '' : `<table><tr>${cells('th', columns)}</tr>${rows.join('')}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function read(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8');
}
