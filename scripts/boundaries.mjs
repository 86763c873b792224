// Checks the boundaries of the architecture, in this repository or in the trees named on the command line.
// With --json it prints { tree: [{ rule, from, to }] }; else one line for each breach.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { boundaries, options } from '../.dependency-cruiser.mjs';
import { root } from './bootstrap.mjs';

process.chdir(root);
const json = process.argv.includes('--json');
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const trees = named.length > 0 ? named : [''];
const transpileOptions = { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) };

const found = {};
for (const tree of trees) found[tree] = await findBreaches(tree);

const breaches = Object.values(found).flat();
if (json) console.log(JSON.stringify(found));
else for (const { rule, from, to } of breaches) console.error(`${rule}: ${from} → ${to}`);
process.exitCode = breaches.length === 0 ? 0 : 1;

async function findBreaches(base) {
  const folders = ['libs', 'apps', 'test'].map((folder) => join(base, folder)).filter((path) => existsSync(path));
  const { output } = await cruise(
    folders,
    {
      ...options,
      ...(base === '' && { exclude: { path: '^test/architecture/fixtures/' } }),
      validate: true,
      ruleSet: { forbidden: boundaries(base.replaceAll('\\', '/')) },
    },
    {},
    transpileOptions,
  );
  const broken = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return [...broken, ...mixedLanguages(output.modules, base)];
}

// Inside a context only integration/ speaks both the language of its domain and that of the contracts.
function mixedLanguages(modules, base) {
  const room = new RegExp(
    `^${base === '' ? '' : `${base}/`}libs/(?!platform/)([^/]+)/(?!contracts/)([^/]+)/(?!integration/)`,
  );
  return modules.filter(isCode).flatMap(({ source, dependencies }) => {
    const [, system, context] = room.exec(source) ?? [];
    if (context === undefined) return [];
    const targets = dependencies.map(({ resolved }) => resolved);
    const events = targets.find(
      (path) => path.includes(`libs/${system}/${context}/domain/`) && path.endsWith('.events.ts'),
    );
    const contracts = targets.some((path) => path.includes(`libs/${system}/contracts/`));
    return events && contracts ? [{ rule: 'integration-alone-translates', from: source, to: events }] : [];
  });
}

function isCode({ source }) {
  return !source.endsWith('.spec.ts');
}
