import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, { 'tearline-source': string }> };

/** The files of this repository that a file loads when it runs, itself included. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of specifiersIn(read(file))) {
    const target = sourceOf(specifier, file);
    if (target !== undefined) loadedBy(target, seen);
  }
  return seen;
}

function specifiersIn(code: string): readonly string[] {
  const statements = code.matchAll(/^(?:import|export)\s(?!type\s)[^'"()=;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm);
  return [...statements].map(([, from, bare]) => (from ?? bare)!);
}

function sourceOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier.replace(/\.js$/, '.ts')));
  if (!specifier.startsWith('#')) return undefined;
  const exact = imports[specifier]?.['tearline-source'];
  const [pattern, wild] = Object.entries(imports)
    .filter(([key]) => key.endsWith('*') && specifier.startsWith(key.slice(0, -1)))
    .map(([key, { 'tearline-source': source }]) => [source, specifier.slice(key.length - 1)] as const)
    .at(-1) ?? ['', ''];
  const path = exact ?? pattern.replaceAll('*', wild);
  expect(existsSync(join(root, path))).toBe(true);
  return normalize(path);
}

const inContexts = (files: ReadonlySet<string>) => [...files].filter((file) => /^libs\/(?!platform\/)/.test(file));
const isContextApp = (app: string) => /#shop\/(?!contracts)/.test(read(join('apps/shop', app, 'main.ts')));
const apps = readdirSync(join(root, 'apps/shop')).filter((app) => existsSync(join(root, 'apps/shop', app, 'main.ts')));
const groupings = apps.filter((app) => app !== 'monolith' && isContextApp(app));
const contexts = globSync('libs/shop/*/*.module.ts', { cwd: root }).map((file) => file.split('/')[2]!);
const monolith = loadedBy('apps/shop/monolith/main.ts');

describe('the apps of the shop', () => {
  it('are one for each context, and groupings of them', () => {
    expect(groupings).toEqual(expect.arrayContaining(contexts));
    expect(groupings.length).toBeGreaterThan(contexts.length);
  });

  it.each(groupings)('%s loads the very files that the one process loads', (app) => {
    const files = inContexts(loadedBy(`apps/shop/${app}/main.ts`));
    expect(files.filter((file) => file.endsWith('.module.ts')).length).toBeGreaterThan(0);
    expect(files.filter((file) => !monolith.has(file))).toEqual([]);
  });

  it.each(contexts)('%s loads no other context', (context) => {
    const files = inContexts(loadedBy(`apps/shop/${context}/main.ts`));
    const foreign = files.filter(
      (file) => !file.startsWith('libs/shop/contracts/') && !file.startsWith(`libs/shop/${context}/`),
    );
    expect(foreign).toEqual([]);
  });

  it('leave no file of a context out when they run one by one', () => {
    const together = new Set(contexts.flatMap((context) => [...loadedBy(`apps/shop/${context}/main.ts`)]));
    expect(inContexts(monolith).filter((file) => !together.has(file))).toEqual([]);
  });

  it('of contexts are an import and a list, with no condition', () => {
    for (const app of groupings) {
      const code = read(`apps/shop/${app}/main.ts`);
      expect(code.replace(/^import .*\n/gm, '').trim()).toMatch(
        /^await serve\(\{ name: '[a-z-]+', contexts: \[[\w, ]+\] \}\);$/,
      );
    }
  });
});
