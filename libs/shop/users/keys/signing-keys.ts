import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { DataSource } from 'typeorm';
import { tokenAlgorithm, TokenIssuer } from '#platform/security';
import { SigningKey } from './signing-key.js';

/** The keys of access tokens, made at first use and kept in the database: they outlive every process. */
@Injectable()
export class SigningKeys {
  private currentIssuer: Promise<TokenIssuer> | undefined;

  constructor(private readonly database: DataSource) {}

  issuer(): Promise<TokenIssuer> {
    this.currentIssuer ??= this.currentKey().then(
      ({ privateJwk }) => new TokenIssuer(privateJwk),
      (error: unknown) => {
        this.currentIssuer = undefined;
        throw error;
      },
    );
    return this.currentIssuer;
  }

  async publicKeys(): Promise<JSONWebKeySet> {
    await this.issuer();
    const keys = await this.database.getRepository(SigningKey).find();
    return { keys: keys.map(({ publicJwk }) => publicJwk) };
  }

  private async currentKey(): Promise<SigningKey> {
    const keys = this.database.getRepository(SigningKey);
    const known = await keys.findOneBy({ current: true });
    if (known !== null) return known;
    // A unique index allows one current key: of several processes that get here at once, one inserts and all read that.
    await keys
      .createQueryBuilder()
      .insert()
      .values(await newKey())
      .orIgnore()
      .execute();
    return keys.findOneByOrFail({ current: true });
  }
}

async function newKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(tokenAlgorithm, { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const named = { kid, alg: tokenAlgorithm, use: 'sig' };
  const privateJwk = { ...(await exportJWK(privateKey)), ...named };
  return { kid, privateJwk, publicJwk: { ...publicJwk, ...named }, current: true };
}
