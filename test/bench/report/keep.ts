import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageOf } from './page.js';
import type { Results } from './results.js';

const directory = join('bench', 'results');

/** Writes the results as JSON and as a page that opens without a network; answers with the files. */
export async function keep(results: Results): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const base = join(directory, results.begun.replaceAll(':', '-'));
  const files = { [`${base}.json`]: `${JSON.stringify(results, undefined, 2)}\n`, [`${base}.html`]: pageOf(results) };
  for (const [file, content] of Object.entries(files)) await writeFile(file, content);
  return Object.keys(files);
}
