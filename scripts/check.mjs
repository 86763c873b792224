// `npm run check` runs all checks that need no test runner; `npm run check lint types` only those named.
import { binary, bootstrap, isMain, run } from './bootstrap.mjs';

/** The one format there is; files that have not changed since they were found well are not read again. */
export const prettier = [
  binary('prettier', 'bin/prettier.cjs'),
  '--log-level=warn',
  '--cache',
  '--cache-strategy=content',
  '--cache-location=node_modules/.cache/tearline/prettier',
  '.',
];

export const checks = [
  { name: 'format', command: [...prettier, '--check'] },
  { name: 'lint', command: [binary('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types', command: [binary('typescript', 'bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'boundaries', command: ['scripts/boundaries.mjs'] },
];

if (isMain(import.meta.url)) {
  const node = await bootstrap();
  const wanted = process.argv.slice(2);
  for (const { name, command } of checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`– ${name}`);
    const code = await run(node, command);
    if (code !== 0) process.exit(code);
  }
}
