import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type CryptoKey, importJWK, type JWK, jwtVerify, type JWTHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Principal } from '#platform/execution';
import { inTime } from '#platform/waiting';
import { InvalidToken, KeysUnavailable } from './refusals.js';
import { tokenAlgorithm, tokenAudience, tokenIssuer } from './token-issuer.js';
import { TokenKeys } from './token-keys.js';

const longestToken = 8192;
/** How long keys are believed without asking again, and the least between two times of asking, in milliseconds. */
const coolDown = 10_000;
/** How long a request waits for the keys it has believed so far to be confirmed, in milliseconds. */
const patience = 500;
const claims = z.object({ sub: z.string().min(1), exp: z.number(), roles: z.array(z.string()) });

/** What a token says. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface SignedToken extends VerifiedToken {
  readonly kid: string;
}

/**
 * Tells whose access token it is. Only EdDSA counts; issuer, audience and expiry are checked. Verified tokens are remembered
 * by their SHA-256 until they expire, because a signature costs more than the rest of a small request. A token signed by an
 * unknown key makes the keys be fetched again, at most every 10 s, and so does any token when they are older than that: a
 * key that is no longer among them makes all its tokens invalid. While nobody can say, those of before are believed. Throws
 * `InvalidToken`, and `KeysUnavailable` when there were never any keys.
 */
@Injectable()
export class TokenVerifier {
  private readonly verified = new LRUCache<string, SignedToken>({ max: 20_000 });
  private keys: ReadonlyMap<string, CryptoKey> = new Map();
  private fetchedAt = -Infinity;
  private askedAt = -Infinity;
  private fetching: Promise<void> | undefined;

  constructor(private readonly source: TokenKeys) {}

  async verify(token: string): Promise<VerifiedToken> {
    if (token.length > longestToken) throw new InvalidToken();
    await this.confirmKeys();
    const digest = hash('sha256', token, 'base64url');
    const verified = this.verified.get(digest) ?? (await this.learn(digest, token));
    if (verified.expiresAt <= Date.now() || !this.keys.has(verified.kid)) throw new InvalidToken();
    return verified;
  }

  private async confirmKeys(): Promise<void> {
    if (this.keys.size === 0 || Math.max(this.fetchedAt, this.askedAt) + coolDown > Date.now()) return;
    this.askedAt = Date.now();
    await inTime(patience, this.refresh()).catch(() => {});
  }

  private async learn(digest: string, token: string): Promise<SignedToken> {
    const verified = await this.check(token);
    this.verified.set(digest, verified, { ttl: Math.max(1, verified.expiresAt - Date.now()) });
    return verified;
  }

  private async check(token: string): Promise<SignedToken> {
    let kid = '';
    const keyOf = async (header: JWTHeaderParameters) => {
      const key = await this.keyOf(header);
      kid = header.kid!;
      return key;
    };
    const payload = await jwtVerify(token, keyOf, {
      algorithms: [tokenAlgorithm],
      issuer: tokenIssuer.value,
      audience: tokenAudience.value,
      requiredClaims: ['exp', 'sub'],
    }).then(({ payload }) => claims.safeParse(payload), refuseUnlessUnavailable);
    if (!payload.success) throw new InvalidToken();
    const { sub, roles, exp } = payload.data;
    return { principal: Object.freeze({ id: sub, roles: Object.freeze(roles) }), expiresAt: exp * 1000, kid };
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
