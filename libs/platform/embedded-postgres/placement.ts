import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { canPass, identityFor } from './access.js';
import type { Identity } from './processes.js';
import { temporaryFolderFor } from './temporary-folder.js';

/** Where everything of one server lies, and as whom it runs. */
export interface Placement {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly identity: Identity | undefined;
}

/**
 * Makes the folder for a server. When PostgreSQL's user cannot get there (a checkout under a private home, as root),
 * a temporary folder takes its place, the same one each time, and `log` says so.
 */
export async function place(wanted: string, log: (line: string) => void): Promise<Placement> {
  const asked = resolve(wanted);
  const identity = await identityFor(join(asked, 'data'));
  await makeFolder(asked, identity);
  if (await canPass(asked, identity)) return placementIn(asked, identity);

  const directory = await temporaryFolderFor(asked, identity);
  log(`PostgreSQL does not run as root and user ${identity?.uid} cannot reach ${asked}; the data is in ${directory}.`);
  return placementIn(directory, await identityFor(join(directory, 'data')));
}

async function placementIn(directory: string, identity: Identity | undefined): Promise<Placement> {
  const placement = {
    directory,
    dataDirectory: join(directory, 'data'),
    passwordFile: join(directory, 'password'),
    logFile: join(directory, 'server.log'),
    identity,
  };
  await refuseForeignData(placement.dataDirectory);
  return placement;
}

// Folders that did not exist are ours to open; those that did keep the rights their owner gave them.
async function makeFolder(path: string, identity: Identity | undefined): Promise<void> {
  const topmost = await mkdir(path, { recursive: true });
  if (identity === undefined) return;
  await chmod(path, (await stat(path)).mode | 0o111);
  if (topmost !== undefined) await Promise.all(foldersBetween(topmost, path).map((folder) => chmod(folder, 0o755)));
}

function foldersBetween(topmost: string, path: string): string[] {
  return path.length < topmost.length ? [] : [path, ...foldersBetween(topmost, dirname(path))];
}

async function refuseForeignData(dataDirectory: string): Promise<void> {
  const user = process.getuid?.();
  const found = await stat(dataDirectory).catch(() => undefined);
  if (found === undefined || user === undefined || user === 0 || found.uid === user) return;
  throw new Error(
    `${dataDirectory} belongs to user ${found.uid} and not to you (${user}). ` +
      'Run as that user or as root, remove the folder, or set DATABASE_URL.',
  );
}
