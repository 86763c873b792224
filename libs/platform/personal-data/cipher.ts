import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const [nonceLength, tagLength] = [12, 16];

/** A secret key of 32 bytes. */
export type Key = Buffer;

export function newKey(): Key {
  return randomBytes(32);
}

/** The key that a secret in words stands for. */
export function keyFrom(secret: string): Key {
  return Buffer.from(hkdfSync('sha256', secret, '', 'tearline personal data', 32));
}

const inNodesForm = new WeakMap<Key, KeyObject>();

/** A cipher with a key in bytes takes Node four times as long. */
function formOf(key: Key): KeyObject {
  const known = inNodesForm.get(key) ?? createSecretKey(key);
  inNodesForm.set(key, known);
  return known;
}

/** Encrypts; what is opened must be opened in the same place. */
export function encrypt(key: Key, place: string, clear: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, formOf(key), nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the key is another, the place is another, or a bit was changed. */
export function decrypt(key: Key, place: string, sealed: Buffer): Buffer {
  const [nonce, end] = [sealed.subarray(0, nonceLength), sealed.length - tagLength];
  const decipher = createDecipheriv(algorithm, formOf(key), nonce, { authTagLength: tagLength })
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, end)), decipher.final()]);
}
