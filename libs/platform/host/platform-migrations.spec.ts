import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformMigrations } from './context-runtime.js';

it('are all that the platform has, each once, in the order of their numbers', () => {
  const platform = join(import.meta.dirname, '..');
  const files = globSync('*/**/*.migration.ts', { cwd: platform });
  const classes = files.map((file) => /class (\w+\d{13}) /.exec(readFileSync(join(platform, file), 'utf8'))![1]!);
  const numberOf = (name: string) => name.slice(-13);
  const inOrder = classes.toSorted((a, b) => numberOf(a).localeCompare(numberOf(b)));
  expect(platformMigrations.map((migration) => new migration().name)).toEqual(inOrder);
});
