import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { setting } from '#platform/config';

const publicKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
});
const privateKey = publicKey.extend({ d: z.string() });

/** The key with which this process signs what it tells other processes. */
export const internalPrivateKey = setting<JWK>(
  'INTERNAL_PRIVATE_KEY',
  json(privateKey, 'must be an Ed25519 key as a JSON Web Key with kid, x and d'),
  'the key with which this process signs its calls of other processes, as a JSON Web Key whose kid names the process',
  { secret: true },
);

/** The keys of the processes that may call this one. Set, the process answers to nobody else. */
export const internalPublicKeys = setting<JSONWebKeySet>(
  'INTERNAL_PUBLIC_KEYS',
  json(z.object({ keys: z.array(publicKey).min(1) }), 'must be a JSON Web Key Set of Ed25519 keys with kid and x'),
  'the public keys of the processes that may call this one, as a JSON Web Key Set; set, it answers to nobody else (it stands behind a gateway)',
);

/** Whether this process answers to other processes only, and learns from them who asks. */
export function isBehindGateway(): boolean {
  return internalPublicKeys.value !== undefined;
}

function json<T>(schema: z.ZodType<T>, complaint: string): z.ZodType<T> {
  return z.string().transform((written, check) => {
    const { success, data } = schema.safeParse(parsed(written));
    if (success) return data;
    check.addIssue(complaint);
    return z.NEVER;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
