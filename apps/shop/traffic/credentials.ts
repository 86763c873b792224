import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from '#platform/config';
import type { Credentials } from './caller.js';
import type { Options } from './options.js';
import { WrongUsage } from './refusals.js';

const inDevelopment = 'admin@shop.local';

/** Who signs in as staff: as said on the command line, else in the environment, else as a shop on this machine made it up. */
export async function staffCredentials({ email, password, url }: Options): Promise<Credentials> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;
  const who = email ?? (ADMIN_EMAIL || inDevelopment);
  const secret = password ?? (ADMIN_PASSWORD || (await madeUp(url)));
  if (secret !== undefined) return { email: who, password: secret };
  throw new WrongUsage(
    'Staff have to fill shelves and send parcels: give their log-in with --email and --password or as ADMIN_EMAIL and ' +
      'ADMIN_PASSWORD. npm start prints it.',
  );
}

async function madeUp(url: string): Promise<string | undefined> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)) return undefined;
  const kept = await readFile(join(dataDirectory.value, 'admin-password'), 'utf8').catch(() => undefined);
  return kept?.trim();
}
