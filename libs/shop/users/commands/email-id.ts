import { createHash } from 'node:crypto';
import { normalised } from '../domain/email-address.js';

/** The id of an address's stream, which does not show the address. */
export function emailId(email: string): string {
  return createHash('sha256').update(normalised(email)).digest('hex');
}
