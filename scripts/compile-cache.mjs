// What Node has compiled of the files of a program, kept for the next process that loads them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, isMain, root, run } from './bootstrap.mjs';

/** The folder for Node's NODE_COMPILE_CACHE. */
export const compileCache = join(root, '.data/compile-cache');

const entries = [
  'libs/platform/host/index.js',
  'libs/platform/gateway/index.js',
  'libs/platform/supervisor/index.js',
  'apps/shop/contexts.js',
  'apps/shop/hearings.js',
  'apps/shop/welcome.js',
];

/**
 * Fills the folder, once for each installation: a process that finds it empty writes thousands of files before it ends, and
 * the processes of a split, all at once, would outlive their supervisor by many seconds.
 */
export async function fillCompileCache(node, { folder = compileCache, log = console.log } = {}) {
  const stamp = join(folder, 'filled.txt');
  const wanted = fingerprint();
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === wanted) return;
  log('Preparing the programs for quick starts (once) …');
  const code = await run(node, [import.meta.filename], { env: { ...process.env, NODE_COMPILE_CACHE: folder } });
  if (code > 128) throw new Error('Stopped while the programs were being prepared.');
  if (code !== 0) throw new Error('The programs cannot be loaded; the lines above say why.');
  await mkdir(folder, { recursive: true });
  await writeFile(stamp, wanted);
}

if (isMain(import.meta.url)) {
  for (const entry of entries) await import(pathToFileURL(join(root, 'dist', entry)).href);
}
