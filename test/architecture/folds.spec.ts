import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { read, root } from '../docs/repository-files.js';
import { type DeclaredFold, filesOfSystems, foldsIn } from './folds.js';

// `npm run docs` sets DOCS=write: then what was raised is noted.
const writing = process.env['DOCS'] === 'write';
const noted = 'test/architecture/folds.json';
const fixture = (name: string) => join(root, 'test/architecture/sample-fold', name);

type Folds = Readonly<Record<string, DeclaredFold>>;

function complaint(name: string, known: DeclaredFold | undefined, present: DeclaredFold | undefined): string[] {
  if (known?.text === present?.text && known?.version === present?.version) return [];
  if (known !== undefined && present !== undefined && present.version <= known.version)
    return [`the fold of ${name} has changed, or something it uses: give it the foldVersion ${known.version + 1}`];
  return [`${noted} does not tell of ${name} as it is; run: npm run docs`];
}

describe('every fold', () => {
  it('has a new version when it or anything it uses has changed', () => {
    const present = Object.fromEntries(foldsIn(filesOfSystems()));
    const known = existsSync(join(root, noted)) ? (JSON.parse(read(noted)) as Folds) : {};
    const complaints = (told: Folds) =>
      [...new Set([...Object.keys(told), ...Object.keys(present)])].flatMap((name) =>
        complaint(name, told[name], present[name]),
      );
    const forgotten = complaints(known).filter((line) => line.includes('foldVersion'));
    if (writing && forgotten.length === 0)
      writeFileSync(join(root, noted), `${JSON.stringify(present, undefined, 2)}\n`);
    expect(writing ? forgotten : complaints(known)).toEqual([]);
  });
});

it('no fold escapes this', () => {
  const evolving = filesOfSystems().filter((file) => /^\s*evolve\b/m.test(read(relative(root, file))));
  expect(evolving.length).toBeGreaterThan(5);
  expect(foldsIn(evolving).size).toBeGreaterThanOrEqual(evolving.length);
  expect(foldsIn(evolving)).toEqual(foldsIn(filesOfSystems()));
});

describe('the text of a fold', () => {
  const file = fixture('counter.ts');
  const textWith = (changed: string, from: string, to: string): string => {
    const source = read(`test/architecture/sample-fold/${changed}`);
    expect(source).toContain(from);
    const folds = foldsIn([file], (path) =>
      path === fixture(changed) ? source.replace(from, to) : existsSync(path) ? read(relative(root, path)) : undefined,
    );
    return folds.get('tests.counter')!.text;
  };
  const present = () => foldsIn([file]).get('tests.counter')!;

  it.each([
    ['a step', 'counter.ts', 'count + by', 'count - by'],
    ['the state before any event', 'counter.ts', 'count: 0', 'count: 1'],
    ['a function that a step calls', 'counter.ts', 'Math.min(count, most)', 'Math.max(count, most)'],
    ['a value of another file that this function uses', 'limits.ts', 'most = 100', 'most = 10'],
  ])('changes with %s', (_, changed, from, to) => {
    expect(textWith(changed, from, to)).not.toBe(present().text);
  });

  it.each([
    ['a decision', 'counter.ts', 'state.count === 0', 'state.count < 0'],
    ['a type', 'counter.ts', 'readonly count: number', 'readonly count: 1 | 2'],
    ['a comment', 'counter.ts', 'Bounded.', 'Bounded, as it must be.'],
    ['a value that it does not use', 'limits.ts', 'least = 1', 'least = 2'],
  ])('does not change with %s', (_, changed, from, to) => {
    expect(textWith(changed, from, to)).toBe(present().text);
  });

  it('is told with the version', () => {
    expect(present().version).toBe(3);
  });
});
