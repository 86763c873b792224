import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { duration, setting } from '#platform/config';
import type { Principal } from '#platform/execution';

export const tokenIssuer = setting('TOKEN_ISSUER', z.string(), 'who issues access tokens (their iss)', {
  default: 'tearline',
});
export const tokenAudience = setting('TOKEN_AUDIENCE', z.string(), 'whom access tokens are for (their aud)', {
  default: 'tearline',
});
export const tokenLife = setting('TOKEN_LIFE', duration, 'how long an access token is valid', { default: '15m' });

export const tokenAlgorithm = 'EdDSA';

/** An access token, in the words of OAuth 2. */
export interface AccessToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly tokenType: 'Bearer';
}

/** Signs access tokens with a private Ed25519 key, which must carry a `kid`. */
export class TokenIssuer {
  constructor(private readonly privateKey: JWK) {}

  async issue({ id, roles }: Principal): Promise<AccessToken> {
    const expiresIn = Math.floor(tokenLife.value / 1000);
    const issuedAt = Math.floor(Date.now() / 1000);
    const accessToken = await new SignJWT({ roles })
      .setProtectedHeader({ alg: tokenAlgorithm, kid: this.privateKey.kid!, typ: 'at+jwt' })
      .setSubject(id)
      .setIssuer(tokenIssuer.value)
      .setAudience(tokenAudience.value)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresIn)
      .setJti(randomUUID())
      .sign(await importJWK(this.privateKey, tokenAlgorithm));
    return { accessToken, expiresIn, tokenType: 'Bearer' };
  }
}
