import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type CryptoKey, importJWK, type JWK, jwtVerify, type JWTHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Principal } from '#platform/execution';
import { InvalidToken, KeysUnavailable } from './refusals.js';
import { tokenAlgorithm, tokenAudience, tokenIssuer } from './token-issuer.js';
import { TokenKeys } from './token-keys.js';

const longestToken = 8192;
const coolDown = 10_000;
const claims = z.object({ sub: z.string().min(1), exp: z.number(), roles: z.array(z.string()) });

/** What a token says. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Tells whose access token it is. Only EdDSA counts; issuer, audience and expiry are checked. Verified tokens are remembered
 * by their SHA-256 until they expire, because a signature costs more than the rest of a small request. A token signed by an
 * unknown key makes the keys be fetched again, at most every 10 s. Throws `InvalidToken`, and `KeysUnavailable` when the
 * keys cannot be fetched.
 */
@Injectable()
export class TokenVerifier {
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: 20_000 });
  private keys: ReadonlyMap<string, CryptoKey> = new Map();
  private fetchedAt = -Infinity;
  private fetching: Promise<void> | undefined;

  constructor(private readonly source: TokenKeys) {}

  async verify(token: string): Promise<VerifiedToken> {
    if (token.length > longestToken) throw new InvalidToken();
    const digest = hash('sha256', token, 'base64url');
    const verified = this.verified.get(digest) ?? (await this.learn(digest, token));
    if (verified.expiresAt <= Date.now()) throw new InvalidToken();
    return verified;
  }

  private async learn(digest: string, token: string): Promise<VerifiedToken> {
    const verified = await this.check(token);
    this.verified.set(digest, verified, { ttl: Math.max(1, verified.expiresAt - Date.now()) });
    return verified;
  }

  private async check(token: string): Promise<VerifiedToken> {
    const payload = await jwtVerify(token, (header) => this.keyOf(header), {
      algorithms: [tokenAlgorithm],
      issuer: tokenIssuer.value,
      audience: tokenAudience.value,
      requiredClaims: ['exp', 'sub'],
    }).then(({ payload }) => claims.safeParse(payload), refuseUnlessUnavailable);
    if (!payload.success) throw new InvalidToken();
    const { sub, roles, exp } = payload.data;
    return { principal: Object.freeze({ id: sub, roles: Object.freeze(roles) }), expiresAt: exp * 1000 };
  }

  private async keyOf({ kid }: JWTHeaderParameters): Promise<CryptoKey> {
    if (kid === undefined) throw new InvalidToken();
    if (!this.keys.has(kid) && this.fetchedAt + coolDown < Date.now()) await this.refresh();
    const key = this.keys.get(kid);
    if (key === undefined) throw new InvalidToken();
    return key;
  }

  // Whoever arrives while the keys are on their way waits for the same answer.
  private refresh(): Promise<void> {
    this.fetching ??= this.load().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async load(): Promise<void> {
    const { keys } = await this.source.fetch().catch((cause: unknown) => {
      throw Object.assign(new KeysUnavailable(), { cause });
    });
    const usable = keys.filter(({ kty, crv, kid }) => kty === 'OKP' && crv === 'Ed25519' && kid !== undefined);
    this.keys = new Map(await Promise.all(usable.map(importKey)));
    this.fetchedAt = Date.now();
  }
}

async function importKey(key: JWK): Promise<[string, CryptoKey]> {
  return [key.kid!, (await importJWK(key, tokenAlgorithm)) as CryptoKey];
}

function refuseUnlessUnavailable(error: unknown): never {
  throw error instanceof KeysUnavailable ? error : new InvalidToken();
}
