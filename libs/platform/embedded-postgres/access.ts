import { chmod, lchown, lstat, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Identity } from './processes.js';

/** PostgreSQL refuses to run as root. As root we drop to the owner of existing data, else to the user `nobody`. */
export async function identityFor(dataDirectory: string): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? nobody() : { uid: owner.uid, gid: owner.gid };
}

/** True when that user can pass through every folder above `path` and read, or enter, `path` itself. */
export async function isReachable(path: string, identity: Identity | undefined): Promise<boolean> {
  if (identity === undefined) return true;
  const target = await stat(path).catch(() => undefined);
  if (target === undefined || !allows(target, identity, target.isDirectory() ? 0o5 : 0o4)) return false;
  return canPass(dirname(path), identity);
}

/** True when that user can pass through `folder` and every folder above it. */
export async function canPass(folder: string, identity: Identity | undefined): Promise<boolean> {
  if (identity === undefined) return true;
  const target = await stat(folder).catch(() => undefined);
  if (target === undefined || !allows(target, identity, 0o1)) return false;
  return dirname(folder) === folder || canPass(dirname(folder), identity);
}

/** Gives a file, or a folder and everything in it, to that user. */
export async function giveTo(path: string, identity: Identity): Promise<void> {
  await lchown(path, identity.uid, identity.gid);
  for (const child of await childrenOf(path)) await giveTo(child, identity);
}

/** Lets everybody read a tree of files, and run what its owner can run. */
export async function openToAll(path: string): Promise<void> {
  const { mode } = await lstat(path);
  await chmod(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0));
  for (const child of await childrenOf(path)) await openToAll(child);
}

async function childrenOf(path: string): Promise<string[]> {
  if (!(await lstat(path)).isDirectory()) return [];
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(path, entry.name));
}

function allows(target: { uid: number; gid: number; mode: number }, identity: Identity, wanted: number): boolean {
  if (target.uid === identity.uid) return ((target.mode >> 6) & wanted) === wanted;
  if (target.gid === identity.gid) return ((target.mode >> 3) & wanted) === wanted;
  return (target.mode & wanted) === wanted;
}

// It has to be a user with a name: PostgreSQL looks that up. Almost everywhere number 65534 has one.
async function nobody(): Promise<Identity> {
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const found = users.find(([, , uid]) => uid === '65534') ?? users.find(([name]) => name === 'nobody');
  const [, , uid = 65_534, gid = 65_534] = found ?? [];
  return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }; // macOS counts it as -2.
}
