import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';
import { duration, setting } from '#platform/config';
import { tokenAlgorithm, TokenIssuer, tokenLife } from '#platform/security';
import { SigningKey } from './signing-key.js';

const keyLife = setting('TOKEN_KEY_LIFE', duration, 'how long a key signs access tokens before another one does', {
  default: '30d',
});

/** How long a new key is public before it signs: whoever verifies tokens may ask for keys only so often. Milliseconds. */
const ripening = 120_000;
/** How long a process signs with a key before it looks for a newer one, in milliseconds. */
const lookEvery = 5_000;

const lockKeys = `SELECT pg_advisory_xact_lock(hashtext('signing keys'))`;

/**
 * The keys of access tokens, kept in the database: they outlive every process. Each signs for a time, is public before it
 * does, and stays public until the last token that it signed has expired. So keys change and nobody is logged out.
 */
@Injectable()
export class SigningKeys {
  private signer: { readonly issuer: Promise<TokenIssuer>; readonly until: number } | undefined;

  constructor(private readonly database: DataSource) {}

  issuer(): Promise<TokenIssuer> {
    if (this.signer === undefined || this.signer.until <= Date.now()) {
      const issuer = this.keep().then((keys) => new TokenIssuer(signerAmong(keys).privateJwk));
      issuer.catch(() => (this.signer = undefined));
      this.signer = { issuer, until: Date.now() + lookEvery };
    }
    return this.signer.issuer;
  }

  async publicKeys(): Promise<JSONWebKeySet> {
    return { keys: (await this.keep()).map(({ key }) => key.publicJwk) };
  }

  /** Makes every key invalid at this moment, and a new one that signs at once. Answers with the new one and those of before. */
  async retire(): Promise<{ readonly kid: string; readonly retired: readonly string[] }> {
    const fresh = await newKey();
    const retired = await this.database.transaction(async (manager) => {
      await manager.query(lockKeys);
      const known = await manager.find(SigningKey);
      await manager.delete(
        SigningKey,
        known.map(({ kid }) => kid),
      );
      await manager.insert(SigningKey, fresh);
      return known.map(({ kid }) => kid);
    });
    this.signer = undefined;
    return { kid: fresh.kid, retired };
  }

  /** The keys as they shall be, newest first: of several processes that look at once, one makes the next key. */
  private async keep(): Promise<readonly AgedKey[]> {
    const keys = await agedKeys(this.database.manager);
    if (!isDue(keys) && !keys.some((aged) => isOver(aged, keys))) return keys;
    return this.database.transaction(async (manager) => {
      await manager.query(lockKeys);
      const known = await agedKeys(manager);
      if (isDue(known)) await manager.insert(SigningKey, await newKey());
      const over = known.filter((aged) => isOver(aged, known)).map(({ key }) => key.kid);
      if (over.length > 0) await manager.delete(SigningKey, over);
      return agedKeys(manager);
    });
  }
}

interface AgedKey {
  readonly key: SigningKey;
  /** Milliseconds, by the database's clock. */
  readonly age: number;
}

async function agedKeys(manager: EntityManager): Promise<readonly AgedKey[]> {
  const keys = await manager.find(SigningKey, { order: { createdAt: 'DESC', kid: 'ASC' } });
  const [{ now }] = await manager.query<[{ now: Date }]>('SELECT clock_timestamp() AS now');
  return keys.map((key) => ({ key, age: now.getTime() - key.createdAt.getTime() }));
}

function isDue([newest]: readonly AgedKey[]): boolean {
  return newest === undefined || newest.age > keyLife.value;
}

/** The newest that has long been public; the first one of all need not wait. */
function signerAmong(keys: readonly AgedKey[]): SigningKey {
  return (keys.find(({ age }) => age >= ripening) ?? keys.at(-1)!).key;
}

/** Whether another key has signed for longer than a token lives. */
function isOver({ age }: AgedKey, keys: readonly AgedKey[]): boolean {
  return keys.some((other) => other.age < age && other.age > 2 * ripening + lookEvery + tokenLife.value);
}

async function newKey(): Promise<Pick<SigningKey, 'kid' | 'privateJwk' | 'publicJwk'>> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const named = { kid, alg: tokenAlgorithm, use: 'sig' };
  const privateJwk = { ...(await exportJWK(privateKey)), ...named };
  return { kid, privateJwk, publicJwk: { ...publicJwk, ...named } };
}
