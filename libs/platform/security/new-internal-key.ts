import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { tokenAlgorithm } from './token-issuer.js';

/** A key pair of a process, as JSON Web Keys whose `kid` is its name. */
export interface InternalKeyPair {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
}

/** Makes a key pair for a process. */
export async function newInternalKey(process: string): Promise<InternalKeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { crv: 'Ed25519', extractable: true });
  const [secret, open] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
  return { privateKey: { ...secret, kid: process }, publicKey: { ...open, kid: process } };
}
