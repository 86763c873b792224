import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import {
  anonymous,
  type InternalCaller,
  internalTokenHeader,
  internalTokenIssuer,
  internalTokenLife,
  internalTokenType,
  serviceRole,
} from './internal-token.js';
import { tokenAlgorithm } from './token-issuer.js';

/** A token is used again for this long, in milliseconds: whoever gets it still has most of its life before him. */
const reuse = 20_000;

/**
 * Signs what this process tells others about who asks, with its own Ed25519 key. A token is for one context and lives a
 * minute; requests of one caller to one context share it for 20 s, because a signature costs more than the rest of passing a
 * request on. What belongs to one request only (correlation id, traceparent) travels beside it as headers.
 */
export class InternalTokenIssuer {
  private readonly issued = new LRUCache<string, Promise<string>>({ max: 20_000, ttl: reuse });
  private readonly key: Promise<CryptoKey>;

  constructor(private readonly privateKey: JWK) {
    this.key = importJWK(privateKey, tokenAlgorithm) as Promise<CryptoKey>;
  }

  /** The headers of a request on behalf of a caller. Only the key of a gateway can speak for callers. */
  async headers(audience: string, caller: InternalCaller): Promise<Record<string, string>> {
    return { [internalTokenHeader]: `Bearer ${await this.tokenFor(audience, caller)}` };
  }

  /** The headers of a request of this process itself; it has the role `service`. */
  headersOfOurOwn(audience: string): Promise<Record<string, string>> {
    return this.headers(audience, { principal: { id: this.privateKey.kid!, roles: [serviceRole] } });
  }

  private tokenFor(audience: string, caller: InternalCaller): Promise<string> {
    const { principal, tokenRefusal, validUntil } = caller;
    const id = JSON.stringify([audience, principal?.id, principal?.roles, tokenRefusal, validUntil]);
    const known = this.issued.get(id);
    if (known !== undefined) return known;
    const token = this.sign(audience, caller);
    this.issued.set(id, token);
    token.catch(() => this.issued.delete(id));
    return token;
  }

  private async sign(audience: string, { principal, tokenRefusal, validUntil }: InternalCaller) {
    const issuedAt = Math.floor(Date.now() / 1000);
    return new SignJWT({ roles: principal?.roles ?? [], tokenRefusal, validUntil })
      .setProtectedHeader({ alg: tokenAlgorithm, kid: this.privateKey.kid!, typ: internalTokenType })
      .setIssuer(internalTokenIssuer)
      .setSubject(principal?.id ?? anonymous)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + internalTokenLife)
      .sign(await this.key);
  }
}
