import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProcess } from '#test/processes';

type Script = typeof import('../../scripts/compile-cache.mjs');

let folder: string;
let fill: (node: string) => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(process.cwd(), '.data', 'compile-cache-'));
  const { fillCompileCache } = (await import(pathToFileURL(resolve('scripts/compile-cache.mjs')).href)) as Script;
  fill = (node) => fillCompileCache(node, { folder, log: () => {} });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kept = async () => (await readdir(folder, { recursive: true })).length;

it('is not taken for kept when the programs could not be loaded', async () => {
  await expect(fill('false')).rejects.toThrow('The programs cannot be loaded');
  await fill(process.execPath);
  expect(await kept()).toBeGreaterThan(1_000);
});

describe('what Node has compiled, once it is kept', () => {
  beforeAll(() => fill(process.execPath));

  it.each(['monolith', 'split', 'gateway', 'orders', 'fulfilment'])('is all but the first file of %s', async (name) => {
    const before = await kept();
    const env = { NODE_COMPILE_CACHE: folder, LOG_LEVEL: 'loud' };
    const process = startProcess(`dist/apps/shop/${name}/main.js`, { env });
    expect(await process.exited).toEqual({ code: 1, signal: null });
    expect(await kept()).toBeLessThanOrEqual(before + 1);
  });
});
