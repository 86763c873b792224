import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateFiles } from './certificate-files.js';
import { type ChosenSettings, SplitSettings } from './split-settings.js';

export interface SecretsOptions {
  readonly folder: string;
  /** Every process there may be besides the gateway, with the contexts that it serves and by whose names it is found. */
  readonly processes: Readonly<Record<string, readonly string[]>>;
  /** The name of the database that the composition makes. */
  readonly database: string;
  /** What else somebody may choose for a process, and what holds when nobody does. */
  readonly chosen: ChosenSettings;
  /** Where choices are read from. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What was made, each by its file. */
export type MadeSecrets = readonly string[];

/**
 * Makes every secret of a system that runs as a gateway and processes behind it, as files in a folder: settings of each process
 * and of what stands beside them, `<name>.env`, and certificates, `tls/<name>/`. What is there stays, so that a second call
 * makes only what is missing, and certificates that soon end. What the environment sets is taken as it is.
 */
export async function writeSecrets({
  folder,
  processes,
  env = process.env,
  ...wanted
}: SecretsOptions): Promise<MadeSecrets> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const settings = await SplitSettings.open(folder, ['gateway', ...Object.keys(processes)], env);
  await settings.fill(wanted.database, wanted.chosen);
  const certificates = await CertificateFiles.open(join(folder, 'tls'));
  for (const [name, contexts] of Object.entries({ nats: [], gateway: [], ...processes }))
    await certificates.keep([...new Set([name, ...contexts])]);
  return [...(await settings.save()), ...certificates.made];
}
