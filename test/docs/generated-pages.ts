import type { Command } from 'commander';
import { programOf } from '#platform/cli';
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
  { path: 'docs/guide/command-line.md', lines: commandLines },
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

function commandLines(): readonly string[] {
  const rows = commandsIn(commandLineProgram()).map((command) => {
    const does = [
      command.description(),
      ...command.options.map(({ flags, description }) => `\`${flags}\` ${description}`),
    ];
    return `| \`${usageOf(command)}\` | ${cell(does.join('<br>'))} |`;
  });
  return ['', '| command | does |', '|---|---|', ...rows];
}

/** The program of the command line, whose commands do nothing. */
export function commandLineProgram(): Command {
  const silent = { print: () => {}, complain: () => {}, draw: undefined, columns: 80 };
  return programOf({ name: 'system' }, silent, () => () => Promise.resolve());
}

function commandsIn(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(commandsIn);
}

function usageOf(command: Command): string {
  const above = command.parent?.parent ? `${command.parent.name()} ` : '';
  const given = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  return `${above}${command.name()}${given.join('')}`;
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
