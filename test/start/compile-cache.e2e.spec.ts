import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProcess } from '#test/processes';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(process.cwd(), '.data', 'compile-cache-'));
  const script = pathToFileURL(resolve('scripts/compile-cache.mjs')).href;
  const { fillCompileCache } = (await import(script)) as typeof import('../../scripts/compile-cache.mjs');
  await fillCompileCache(process.execPath, { folder, log: () => {} });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kept = async () => (await readdir(folder, { recursive: true })).length;

describe('what Node has compiled, once it is kept', () => {
  it.each(['monolith', 'split', 'gateway', 'orders', 'fulfilment'])('is all but the first file of %s', async (name) => {
    const before = await kept();
    const env = { NODE_COMPILE_CACHE: folder, LOG_LEVEL: 'loud' };
    const process = startProcess(`dist/apps/shop/${name}/main.js`, { env });
    expect(await process.exited).toEqual({ code: 1, signal: null });
    expect(await kept()).toBeLessThanOrEqual(before + 1);
  });
});
