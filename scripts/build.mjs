// Compiles libs, apps and the programs of test into dist with SWC; only what changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { bootstrap, isMain, root } from './bootstrap.mjs';

const sourceFolders = ['libs', 'apps', 'test/bench', 'test/faults/small-system'];
const output = join(root, 'dist');
const manifestFile = join(output, '.manifest.json');
const configFiles = ['.swcrc', 'scripts/build.mjs', 'node_modules/@swc/core/package.json'];
const skippedFolders = new Set(['node_modules', 'fixtures']);
const assetTypes = /\.(css|graphql|html|js|json|mjs|sql|svg|txt)$/;

/** Brings dist up to date and answers with the number of files written. Throws when a file does not compile. */
export async function build() {
  const config = await configFingerprint();
  const previous = await readManifest(config);
  const sources = listSources();
  const stale = [...sources].filter(([file, signature]) => previous.get(file) !== signature).map(([file]) => file);
  const gone = [...previous.keys()].filter((file) => !sources.has(file));
  if (stale.length === 0 && gone.length === 0) return 0;

  await Promise.all(gone.map(removeOutputs));
  const failures = await produce(stale);
  for (const { file } of failures) sources.delete(file);
  await writeManifest(config, sources);
  if (failures.length > 0) throw new Error(failures.map(({ error }) => error.message ?? error).join('\n'));
  return stale.length;
}

async function configFingerprint() {
  const hash = createHash('sha256');
  for (const file of configFiles) hash.update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/** What the last build knew. Under another configuration its outputs are all stale, but may still have to go. */
async function readManifest(config) {
  try {
    const manifest = JSON.parse(await readFile(manifestFile, 'utf8'));
    const files = new Map(Object.entries(manifest.files));
    if (manifest.config !== config) for (const file of files.keys()) files.set(file, 'stale');
    return files;
  } catch {
    return new Map(); // No build yet, or one that was cut short.
  }
}

async function writeManifest(config, sources) {
  await replaceFile(manifestFile, JSON.stringify({ config, files: Object.fromEntries(sources) }));
}

/** Source file (relative to the root) → what identifies its state. Asked one by one: a thousand promises would take longer than the files. */
function listSources() {
  const found = new Map();
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(path);
      } else if (isCode(entry.name) || assetTypes.test(entry.name)) {
        const { mtimeMs, size } = statSync(path);
        found.set(relative(root, path), `${mtimeMs}:${size}`);
      }
    }
  };
  for (const folder of sourceFolders.map((name) => join(root, name))) if (existsSync(folder)) visit(folder);
  return found;
}

function isCode(name) {
  return name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.d.ts');
}

async function produce(files) {
  const results = await Promise.allSettled(files.map((file) => (isCode(file) ? compile(file) : copy(file))));
  return results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ file: files[index], error: result.reason }] : [],
  );
}

let swc;
async function compile(file) {
  swc ??= createRequire(import.meta.url)('@swc/core');
  const target = outputOf(file);
  const { code, map } = await swc.transformFile(join(root, file), {
    cwd: root,
    swcrc: true,
    outputPath: target,
    sourceFileName: relative(dirname(target), join(root, file)),
  });
  await replaceFile(`${target}.map`, map);
  await replaceFile(target, `${code}\n//# sourceMappingURL=${target.split(/[\\/]/).at(-1)}.map\n`);
}

async function copy(file) {
  await replaceFile(outputOf(file), await readFile(join(root, file)));
}

async function removeOutputs(file) {
  await rm(outputOf(file), { force: true });
  await rm(`${outputOf(file)}.map`, { force: true });
}

function outputOf(file) {
  return join(output, isCode(file) ? file.replace(/\.ts$/, '.js') : file);
}

// By way of a rename, so that whoever runs from dist meanwhile never reads half a file.
async function replaceFile(path, content) {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, content);
  await rename(draft, path);
}

if (isMain(import.meta.url)) {
  await bootstrap();
  const startedAt = performance.now();
  const written = await build().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  console.log(`${written} files built in ${Math.round(performance.now() - startedAt)} ms.`);
}
