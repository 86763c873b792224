import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEverything, metrics, settings } from './declarations.js';
import { generatedPages, marker } from './generated-pages.js';
import { read, root } from './repository-files.js';

// `npm run docs` sets DOCS=write: then the pages are brought up to date instead of being judged.
const writing = process.env['DOCS'] === 'write';

describe('the pages made from the code', () => {
  beforeAll(loadEverything, 60_000);

  for (const { path, lines } of generatedPages) {
    it(`${path} says what the code says`, () => {
      if (writing) rewrite(path, lines());
      expect(differences(path, generatedPart(path), lines())).toEqual([]);
    });
  }

  it('every metric is told of in a sentence without its full stop', () => {
    expect(metrics().filter(({ about }) => !/^[A-Z0-9].*[^.]$/.test(about))).toEqual([]);
  });

  it('every setting completes the sentence "It is …"', () => {
    expect(settings().filter(({ about }) => /^[A-Z]|\.$/.test(about))).toEqual([]);
  });
});

function generatedPart(path: string): readonly string[] {
  return halves(path)[1].trimEnd().split('\n');
}

function rewrite(path: string, lines: readonly string[]): void {
  const [above] = halves(path);
  writeFileSync(join(root, path), `${above}${marker}\n${lines.join('\n')}\n`);
}

function halves(path: string): readonly [string, string] {
  const [above, below] = read(path).split(`${marker}\n`);
  if (above === undefined || below === undefined) throw new Error(`${path} lacks the line ${marker}`);
  return [above, below];
}

function differences(path: string, present: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.filter((line) => !present.includes(line)).map((line) => `add to ${path}: ${line}`);
  const surplus = present.filter((line) => !wanted.includes(line)).map((line) => `remove from ${path}: ${line}`);
  if (missing.length + surplus.length > 0) return [...missing, ...surplus, 'or run: npm run docs'];
  return present.join('\n') === wanted.join('\n')
    ? []
    : [`the lines of ${path} are in another order; run: npm run docs`];
}
