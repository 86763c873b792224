import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { giveTo } from './access.js';
import { whyUnusable, type Binaries } from './binaries.js';
import type { Placement } from './placement.js';
import { runToEnd } from './processes.js';

/** The superuser of every embedded server. */
export const superuser = 'tearline';

/**
 * Makes the data directory unless it is there, and answers with the superuser's password. The directory appears
 * complete or not at all, so that being cut short half-way does no harm.
 */
export async function prepareCluster(placement: Placement, binaries: Binaries): Promise<string> {
  const { dataDirectory, identity } = placement;
  const existing = await stat(dataDirectory).catch(() => undefined);
  if (existing === undefined) return createCluster(placement, binaries);
  if (identity !== undefined && existing.uid === 0) await giveTo(dataDirectory, identity);
  return readPassword(placement);
}

async function readPassword({ passwordFile, dataDirectory }: Placement): Promise<string> {
  return readFile(passwordFile, 'utf8').catch((error: Error) => {
    throw new Error(`${dataDirectory} is there, but its password is not: ${error.message}`, { cause: error });
  });
}

async function createCluster(placement: Placement, binaries: Binaries): Promise<string> {
  const { dataDirectory, passwordFile, identity } = placement;
  const draft = `${dataDirectory}.new`;
  const password = randomBytes(24).toString('hex');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (identity) await giveTo(draft, identity);

  await initialise(draft, password, placement, binaries);
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await rename(draft, dataDirectory);
  return password;
}

async function initialise(draft: string, password: string, placement: Placement, binaries: Binaries): Promise<void> {
  const { identity, directory } = placement;
  const handover = `${directory}/password.${randomUUID()}`;
  await writeFile(handover, password, { mode: 0o600 });
  try {
    if (identity) await giveTo(handover, identity);
    const result = await runToEnd(binaries.initdb, initdbArguments(draft, handover), identity);
    if (result.code === 0) return;
    const reason = (await whyUnusable(binaries, identity)) ?? explained(result.output.trim());
    throw new Error(`initdb could not make ${draft} (exit code ${result.code}). It said:\n${reason}`);
  } finally {
    await rm(handover, { force: true });
  }
}

function explained(output: string): string {
  if (!output.includes('could not look up effective user ID')) return output;
  return `${output}\nIt needs a user with a name. Give this one a line in /etc/passwd, run as another, or set DATABASE_URL.`;
}

// The built-in locale sorts the same on every machine and needs none to be installed.
function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}
