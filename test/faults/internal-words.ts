import { importJWK, type JWK, SignJWT } from 'jose';
import { internalTokenHeader } from '#platform/security';
import type { RequestHeaders } from '../drivers/caller.js';

/** What an internal token says; unlike the platform, whoever forges one may say anything. */
export interface InternalWord {
  readonly key: JWK;
  readonly audience: string;
  readonly subject?: string;
  readonly roles?: readonly string[];
  /** Seconds from now. */
  readonly issuedIn?: number;
  readonly expiresIn?: number;
}

/** The header that says it; of somebody of the staff and fresh, where nothing else is said. */
export async function internalWord(word: InternalWord): Promise<RequestHeaders> {
  const { key, audience, subject = 'boss', roles = ['staff'], issuedIn = 0, expiresIn = 60 } = word;
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ roles })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid!, typ: 'internal+jwt' })
    .setIssuer('tearline-internal')
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(now + issuedIn)
    .setExpirationTime(now + expiresIn)
    .sign(await importJWK(key, 'EdDSA'));
  return { [internalTokenHeader]: `Bearer ${token}` };
}
