import { createHmac } from 'node:crypto';
import { MalformedIdempotencyKey } from '../refusals.js';

/** Reads an `Idempotency-Key`, written as a quoted string of RFC 8941 or bare. Throws `MalformedIdempotencyKey`. */
export function parseIdempotencyKey(header: string): string {
  const written = header.trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(written);
  const key = quoted === null ? written : quoted[1]!.replace(/\\(["\\])/g, '$1');
  if (quoted === null && written.startsWith('"')) throw new MalformedIdempotencyKey();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new MalformedIdempotencyKey();
  return key;
}

/** Tells one request from another without keeping it; under a key, because a body may hold a password. */
export function fingerprintOf(secret: string, method: string, address: string, body: unknown): string {
  return createHmac('sha256', secret)
    .update(`${method} ${address}\n${canonicalJson(body)}`)
    .digest('base64url');
}

/** JSON with the fields of every object in order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => (isRecord(part) ? inOrder(part) : part));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inOrder(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
