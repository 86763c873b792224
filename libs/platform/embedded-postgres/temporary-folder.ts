import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canPass } from './access.js';
import type { Identity } from './processes.js';

/**
 * A folder that `identity` can reach, standing in for `wanted`. The same `wanted` leads to the same folder each time.
 * Throws when no temporary folder can be reached either, or when somebody else made the folder before us.
 */
export async function temporaryFolderFor(wanted: string, identity: Identity | undefined): Promise<string> {
  const name = `tearline-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`;
  for (const base of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const parent = await realpath(base).catch(() => undefined);
    if (parent !== undefined && (await canPass(parent, identity))) return ownFolder(join(parent, name));
  }
  throw new Error(`PostgreSQL can reach neither ${wanted} nor a temporary folder. Set DATABASE_URL, or TMPDIR.`);
}

// The name can be foreseen, so somebody else on this machine could have put the folder there, or a link.
async function ownFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new Error(`${path} belongs to somebody else; remove it, or set TMPDIR to another folder.`);
  }
  await chmod(path, 0o755);
  return path;
}
