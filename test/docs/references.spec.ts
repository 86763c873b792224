import { posix } from 'node:path';
import { exists, pages, read } from './repository-files.js';

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}

interface Quote {
  readonly file: string;
  readonly line: string;
}

const { scripts } = JSON.parse(read('package.json')) as Package;
const diagrams = /^(flowchart|graph|sequenceDiagram|stateDiagram-v2|classDiagram|erDiagram)\b/;

describe.each(pages())('%s', (page) => {
  const text = read(page);
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');

  it('links to what there is', () => expect(linksIn(prose).filter((link) => !leadsSomewhere(page, link))).toEqual([]));

  it('names only scripts that package.json has', () => {
    const named = [...text.matchAll(/\bnpm (?:run ([a-z][a-z0-9:]*)|(start|test)\b)/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only files and folders that there are', () => {
    const named = [...prose.matchAll(/`((?:libs|apps|scripts|test|docs|docker)\/[\w./-]*[\w/])`/g)].map(
      (match) => match[1]!,
    );
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it('quotes code as it is', () => expect(quotesIn(text).filter(isOutdated)).toEqual([]));

  it('has diagrams that can be drawn', () =>
    expect(mermaidIn(text).filter((diagram) => !looksSound(diagram))).toEqual([]));
});

/** A quote names its file in the first line. */
function quotesIn(text: string): readonly Quote[] {
  const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, file, code]) => code!.split('\n').map((line) => ({ file: file!, line })));
}

/** Where the formatter breaks a line does not matter. */
function isOutdated({ file, line }: Quote): boolean {
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  return !exists(file) || !bare(read(file)).includes(bare(line));
}

function linksIn(prose: string): string[] {
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1]!);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!exists(target)) return false;
  return anchor === undefined || (target.endsWith('.md') && anchorsIn(read(target)).includes(anchor));
}

/** The anchors that a page's headings get. */
function anchorsIn(text: string): string[] {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1]!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function mermaidIn(text: string): string[] {
  return [...text.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
}

/** A cheap look at what goes wrong most: an unknown kind, a bracket or a quote left open, a subgraph without its end. */
function looksSound(diagram: string): boolean {
  const lines = diagram.split('\n').map((line) => line.trim());
  const opened = lines.filter((line) => line.startsWith('subgraph ')).length;
  const ended = lines.filter((line) => line === 'end').length;
  return diagrams.test(diagram) && opened === ended && lines.every(isBalanced);
}

function isBalanced(line: string): boolean {
  const count = (sign: string) => line.split(sign).length - 1;
  const pairs = [['[', ']'], ['(', ')'], ['{', '}']] as const; // prettier-ignore
  return count('"') % 2 === 0 && pairs.every(([open, close]) => count(open) === count(close));
}
