import { z } from 'zod';
import type { Principal } from '#platform/execution';

/** The header in which one process tells another who asks: `Bearer <token>`. */
export const internalTokenHeader = 'internal-authorization';

/** The role of a process that asks for itself. */
export const serviceRole = 'service';

/** How long an internal token is valid, in seconds. */
export const internalTokenLife = 60;

export const internalTokenType = 'internal+jwt';
export const internalTokenIssuer = 'tearline-internal';

/** Whose request a process passes on. */
export interface InternalCaller {
  /** Undefined when nobody signed in asks. */
  readonly principal?: Principal | undefined;
  /** Until when the caller's own token counts, in milliseconds since 1970. */
  readonly validUntil?: number | undefined;
  /** The code of the refusal with which the caller's access token was met; whether it matters depends on the route. */
  readonly tokenRefusal?: string | undefined;
}

export const internalClaims = z.object({
  sub: z.string().min(1),
  roles: z.array(z.string()),
  exp: z.number(),
  tokenRefusal: z.string().optional(),
  validUntil: z.number().optional(),
});

/** The subject of a token that speaks for nobody. */
export const anonymous = 'anonymous';

/** Gateways speak for callers; any other process only for itself. The id of a gateway's key is `gateway` or begins with `gateway-`. */
export function isGateway(keyId: string): boolean {
  return /^gateway(-|$)/.test(keyId);
}
