import { errors, metrics, settings } from './declarations.js';
import { exists } from './repository-files.js';

/** What is below this line of a page is made from the code. */
export const marker = '<!-- Below this line the page is written by `npm run docs`. -->';

/** A page whose tables come from the code. */
export interface GeneratedPage {
  readonly path: string;
  lines(): readonly string[];
}

export const generatedPages: readonly GeneratedPage[] = [
  { path: 'docs/guide/errors.md', lines: errorLines },
  { path: 'docs/guide/settings.md', lines: settingLines },
  { path: 'docs/guide/metrics.md', lines: metricLines },
];

function errorLines(): readonly string[] {
  const parts = Map.groupBy(errors(), ({ code }) => code.slice(0, code.indexOf('.')));
  const inOrder = [...parts].toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  return inOrder.flatMap(([part, ofPart]) => [
    '',
    `## ${isPlatform(part) ? 'The platform' : 'The context'}: ${part}`,
    '',
    '| code | status | sentence |',
    '|---|---|---|',
    ...ofPart.map(({ code, status, sentence }) => `| \`${code}\` | ${status} | ${cell(sentence)} |`),
  ]);
}

function settingLines(): readonly string[] {
  const rows = settings().map(({ name, about, default: usual }) => `| \`${name}\` | ${cell(usual)} | ${cell(about)} |`);
  return ['', '| name | default | it is |', '|---|---|---|', ...rows];
}

function metricLines(): readonly string[] {
  const rows = metrics().map(({ name, kind, labels, about }) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${kind} | ${shown || '–'} | ${cell(about)} |`;
  });
  return ['', '| name | kind | labels | tells |', '|---|---|---|---|', ...rows];
}

function isPlatform(part: string): boolean {
  return exists(`libs/platform/${part}`);
}

function rank(part: string): number {
  return isPlatform(part) ? 0 : 1;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
