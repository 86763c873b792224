import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../docs/repository-files.js';

/** What `npm run keys` made, in a folder of its own. */
export interface MadeSecrets {
  readonly folder: string;
  /** The text of a file of settings. */
  text(name: string): string;
  remove(): Promise<void>;
}

export async function makeSecrets(env: Readonly<Record<string, string>> = {}): Promise<MadeSecrets> {
  const folder = await mkdtemp(join(tmpdir(), 'tearline-secrets-'));
  await promisify(execFile)(process.execPath, ['dist/apps/shop/keys/main.js', folder], { cwd: root, env });
  return {
    folder,
    text: (name) => readFileSync(join(folder, `${name}.env`), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
