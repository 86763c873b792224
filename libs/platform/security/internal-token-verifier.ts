import { hash } from 'node:crypto';
import { type CryptoKey, decodeJwt, importJWK, type JSONWebKeySet, jwtVerify, type JWTHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { isWeakened } from '#platform/weakening';
import {
  anonymous,
  type InternalCaller,
  internalClaims,
  internalTokenIssuer,
  internalTokenLife,
  internalTokenType,
  isGateway,
  serviceRole,
} from './internal-token.js';
import { InternalTokenRequired } from './refusals.js';
import { tokenAlgorithm } from './token-issuer.js';

const longestToken = 8192;
/** How far the clocks of two machines may be apart, in seconds. */
const clockTolerance = 5;

interface Verified {
  readonly caller: InternalCaller;
  readonly audience: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Tells who asks, by the word of the process that passes the request on. The token must be signed by a known key, be for one
 * of the given contexts and not older than a minute (and 5 s for clocks that differ). A key that is no gateway's counts for
 * its process alone, in the role `service`. Throws `InternalTokenRequired`.
 */
export class InternalTokenVerifier {
  private readonly verified = new LRUCache<string, Verified>({ max: 20_000 });
  private readonly keys: ReadonlyMap<string, Promise<CryptoKey>>;

  constructor(
    keys: JSONWebKeySet,
    private readonly contexts: ReadonlySet<string>,
  ) {
    this.keys = new Map(keys.keys.map((key) => [key.kid!, importJWK(key, tokenAlgorithm) as Promise<CryptoKey>]));
  }

  /** What the header of the internal token says. */
  async verify(header: string | readonly string[] | undefined): Promise<InternalCaller> {
    const token = typeof header === 'string' ? /^Bearer +([\w.-]+) *$/i.exec(header)?.[1] : undefined;
    if (token === undefined || token.length > longestToken) throw new InternalTokenRequired();
    if (isWeakened('internal-token-verified')) return callerIn(internalClaims.parse(decodeJwt(token)));
    const digest = hash('sha256', token, 'base64url');
    const { caller, audience, expiresAt } = this.verified.get(digest) ?? (await this.learn(digest, token));
    const isForUs = audience.some((name) => this.contexts.has(name));
    if (!isForUs || expiresAt <= Date.now()) throw new InternalTokenRequired();
    return caller;
  }

  private async learn(digest: string, token: string): Promise<Verified> {
    const verified = await this.check(token).catch(() => undefined);
    if (verified === undefined) throw new InternalTokenRequired();
    this.verified.set(digest, verified, { ttl: Math.max(1, verified.expiresAt - Date.now()) });
    return verified;
  }

  private async check(token: string): Promise<Verified> {
    const { payload, protectedHeader } = await jwtVerify(token, (header) => this.keyOf(header), {
      algorithms: [tokenAlgorithm],
      typ: internalTokenType,
      issuer: internalTokenIssuer,
      maxTokenAge: internalTokenLife,
      clockTolerance,
      requiredClaims: ['exp', 'sub', 'aud', 'iat'],
    });
    const claimed = internalClaims.parse(payload);
    const { sub, roles, exp } = claimed;
    const audience = [payload.aud!].flat();
    const expiresAt = Math.min(exp, payload.iat! + internalTokenLife) * 1000 + clockTolerance * 1000;
    if (!mayClaim(protectedHeader.kid!, sub, roles)) throw new InternalTokenRequired();
    return { caller: callerIn(claimed), audience, expiresAt };
  }

  private async keyOf({ kid }: JWTHeaderParameters): Promise<CryptoKey> {
    const key = kid === undefined ? undefined : await this.keys.get(kid);
    if (key === undefined) throw new InternalTokenRequired();
    return key;
  }
}

function callerIn({ sub, roles, tokenRefusal, validUntil }: z.infer<typeof internalClaims>): InternalCaller {
  const principal = sub === anonymous ? undefined : Object.freeze({ id: sub, roles: Object.freeze(roles) });
  return Object.freeze({ principal, tokenRefusal, validUntil });
}

function mayClaim(keyId: string, subject: string, roles: readonly string[]): boolean {
  return isGateway(keyId) || (subject === keyId && roles.every((role) => role === serviceRole));
}
