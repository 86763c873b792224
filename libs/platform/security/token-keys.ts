import type { JSONWebKeySet } from 'jose';

/**
 * Where the public keys of access tokens come from. `fetch` answers with all keys that are valid now; it may fail, and is
 * asked again when a token names a key that is not known yet. In one process the host asks its own HTTP adapter, in a split
 * it asks the users context over HTTP.
 */
export abstract class TokenKeys {
  abstract fetch(): Promise<JSONWebKeySet>;
}

/** Where every context serves or fetches the keys. */
export const tokenKeysPath = '/.well-known/jwks.json';
