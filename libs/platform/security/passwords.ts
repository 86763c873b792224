import { hash, verify } from '@node-rs/argon2';
import { commonPasswords } from './common-passwords.js';

// argon2id is the library's default algorithm; its costs are those that OWASP recommends.
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$RwCTRQ8CPq1VY3ATXHTeJQ$X5DyR8p0Z9QYyxWqrJ1mWqmYpBzsnRBLwEZlTShGz1Y';

export const shortestPassword = 10;
export const longestPassword = 200;

/** An argon2id hash in PHC format, with a salt of its own. Costs about 20 ms of another thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), costs);
}

/** Whether the password belongs to the hash. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password.normalize('NFC'));
}

/** Takes as long as `verifyPassword` and says no: an unknown account must not answer faster than a known one. */
export async function burnTime(password: string): Promise<false> {
  await verifyPassword(nobodysHash, password);
  return false;
}

/** What is weak about a password, as the end of the sentence "The password …"; undefined when nothing is. */
export function weaknessOf(password: string, email: string): string | undefined {
  const plain = password.toLowerCase();
  if (password.length < shortestPassword) return `must have at least ${shortestPassword} characters`;
  if (password.length > longestPassword) return `must have at most ${longestPassword} characters`;
  if (commonPasswords.has(plain) || /^(.{1,3})\1+$/.test(plain)) return 'is one of the first that anybody would try';
  if (plain === email.toLowerCase() || plain === email.toLowerCase().split('@')[0])
    return 'must not be the e-mail address';
  return undefined;
}
