// `npm test` runs every check and every tier of tests; `npm run test:int -- consumers` one tier, narrowed down.
// `npm run test:faults` is the long one; SEED=… repeats the choices of a run.
// The last line is the tally. It is on a line of its own so that machines can read it.
import { randomInt } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binary, bootstrap, root, run } from './bootstrap.mjs';
import { build } from './build.mjs';
import { checks } from './check.mjs';
import { fillCompileCache } from './compile-cache.mjs';

const results = join(root, '.data/test-results');
/** What this machine could not play, by name; tests write it. */
const notRun = join(results, 'not-run.txt');
process.env['NOT_RUN_FILE'] = notRun;
// Tests of the tier int mostly wait, so that three at once find room on two processors.
const tiers = {
  unit: ['--maxWorkers=2', '--testTimeout=10000'],
  int: ['--maxWorkers=3', '--testTimeout=30000'],
  e2e: ['--maxWorkers=2', '--testTimeout=120000'],
  faults: [
    '--maxWorkers=2',
    '--testTimeout=1800000',
    '--reporters=default',
    '--reporters=<rootDir>/test/support/told-at-once.mjs',
  ],
};
/** Not in `npm test`: its quick part is in `e2e`. */
const long = ['faults'];
const tally = { passed: 0, failed: 0, skipped: 0 };

const [tier, ...filters] = process.argv.slice(2);
await rm(notRun, { force: true });
try {
  const node = await bootstrap();
  if (tier === 'faults') process.env['SEED'] ??= String(randomInt(2 ** 31));
  const steps =
    tier === undefined
      ? everything(node)
      : [
          ['build', () => buildStep(node)],
          [tier, () => runTier(node, tier, filters)],
        ];
  for (const [name, step] of steps) await runStep(name, step);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
await report();

function everything(node) {
  return [
    ['build', () => buildStep(node)],
    ...checks.map(({ name, command }) => [name, () => runCheck(node, command)]),
    ...Object.keys(tiers)
      .filter((name) => !long.includes(name))
      .map((name) => [name, () => runTier(node, name, [])]),
  ];
}

async function runStep(name, step) {
  console.log(`– ${name}`);
  const startedAt = performance.now();
  await step();
  console.log(`  ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function buildStep(node) {
  await build()
    .then(() => fillCompileCache(node))
    .catch(refuse);
}

async function runCheck(node, command) {
  const code = await run(node, command);
  if (code !== 0) refuse(new Error('The check failed; the lines above say why.'));
}

async function runTier(node, name, extra) {
  const outputFile = join(results, `${name}.json`);
  await mkdir(results, { recursive: true });
  await rm(outputFile, { force: true });
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', binary('jest', 'bin/jest.js')];
  const options = [
    '--selectProjects',
    name,
    ...tiers[name],
    '--passWithNoTests',
    '--json',
    `--outputFile=${outputFile}`,
  ];
  const code = await run(node, [...jest, ...options, ...extra], { stdio: ['ignore', 'ignore', 'inherit'] });
  await count(outputFile);
  if (code === 0) return;
  if (tally.failed === 0) tally.failed += 1;
  throw new Error(`The ${name} tests failed.`);
}

async function count(outputFile) {
  const result = await readFile(outputFile, 'utf8').then(JSON.parse, () => undefined);
  if (result === undefined) return;
  tally.passed += result.numPassedTests;
  tally.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  tally.skipped += result.numPendingTests + result.numTodoTests;
}

// A check that fails is counted like a test: nobody shall read "0 failed" under a red run.
function refuse(error) {
  tally.failed += 1;
  throw error;
}

async function report() {
  if (tier === 'faults') console.log(`SEED=${process.env['SEED']}`);
  process.stdout.write(await readFile(notRun, 'utf8').catch(() => ''));
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
}
