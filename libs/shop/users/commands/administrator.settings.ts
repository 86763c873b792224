import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dataDirectory, setting } from '#platform/config';

const adminEmail = setting(
  'ADMIN_EMAIL',
  z.email('must be an e-mail address'),
  'who the first staff account belongs to',
  {
    default: 'admin@shop.local',
    requiredInProduction: true,
  },
);
const adminPassword = setting(
  'ADMIN_PASSWORD',
  z.string().min(10, 'must have at least 10 characters'),
  'the password of the first staff account; in development one is made when it is unset',
  { secret: true, requiredInProduction: true },
);

export interface Administrator {
  readonly email: string;
  readonly password: string;
  /** Made here and not chosen by anybody: it may be shown. */
  readonly isMadeUp: boolean;
}

export async function administrator(): Promise<Administrator> {
  const chosen = adminPassword.value;
  const password = chosen ?? (await keptPassword());
  return { email: adminEmail.value, password, isMadeUp: chosen === undefined };
}

// Of several processes that start together the first one's file counts.
async function keptPassword(): Promise<string> {
  await mkdir(dataDirectory.value, { recursive: true });
  const keptIn = join(dataDirectory.value, 'admin-password');
  const fresh = randomBytes(12).toString('base64url');
  await writeFile(keptIn, fresh, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(keptIn, 'utf8')).trim();
}
