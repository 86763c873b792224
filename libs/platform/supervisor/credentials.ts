import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority } from '#platform/authority';
import { isRunning } from '#platform/embedded-postgres';

/** The files by which a process shows who it is. */
export interface IdentityFiles {
  readonly certificate: string;
  readonly key: string;
}

/** What the processes of one run are known by. */
export interface RunCredentials {
  /** The file with the certificate of the authority. */
  readonly authority: string;
  /** A folder that nobody else may look into. It goes with this process. */
  readonly folder: string;
  identityOf(process: string): IdentityFiles;
  /** The password of a user of the broker. */
  passwordOf(user: string): string;
}

const prefix = 'run-';

/** Makes an authority that nobody knows but these processes, and a certificate for each. What killed runs left behind goes. */
export async function newCredentials(directory: string, processes: readonly string[]): Promise<RunCredentials> {
  await removeLeftBehind(directory);
  const folder = join(directory, `${prefix}${process.pid}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string) => join(folder, name);
  const write = (name: string, text: string) => writeFile(at(name), text, { mode: 0o600 });
  const identityOf = (name: string) => ({ certificate: at(`${name}.crt`), key: at(`${name}.key`) });
  const authority = await Authority.make('Processes of one run');
  const issued = await Promise.all(processes.map(async (name) => ({ name, ...(await authority.issue(name)) })));
  await write('authority.crt', authority.certificate);
  for (const { name, certificate, key } of issued) {
    await write(`${name}.crt`, certificate);
    await write(`${name}.key`, key);
  }
  const passwords = new Map<string, string>();
  return {
    authority: at('authority.crt'),
    folder,
    identityOf,
    passwordOf: (user) => {
      const password = passwords.get(user) ?? randomBytes(24).toString('hex');
      passwords.set(user, password);
      return password;
    },
  };
}

async function removeLeftBehind(directory: string): Promise<void> {
  const found = await readdir(directory).catch(() => []);
  for (const name of found.filter((one) => one.startsWith(prefix)))
    if (!(await isRunning(Number(name.slice(prefix.length)))))
      await rm(join(directory, name), { recursive: true, force: true });
}
