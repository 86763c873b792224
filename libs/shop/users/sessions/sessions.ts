import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Log } from '#platform/log';
import type { AccessToken } from '#platform/security';
import { Account, type OpenAccount } from '../domain/account.js';
import { SessionEnded } from '../domain/users.errors.js';
import { SigningKeys } from '../keys/signing-keys.js';
import { sessionLife } from './session.settings.js';

/** What a caller gets who has signed in. The refresh token is good for one more such answer. */
export interface SessionTokens extends AccessToken {
  readonly refreshToken: string;
}

interface SessionRow {
  readonly user_id: string;
  readonly credentials: number;
}

/**
 * Sessions: each has one refresh token at a time, of which only the hash is stored. Whoever shows one that was exchanged
 * before may have stolen it, or was stolen from: the session ends for both. It also ends when the password or the roles
 * change, and with the account.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: DataSource,
    private readonly log: Log,
    private readonly keys: SigningKeys,
  ) {}

  async begin(account: OpenAccount): Promise<SessionTokens> {
    const [sessionId, secret] = [randomUUID(), newSecret()];
    await this.database.query('DELETE FROM sessions WHERE expires_at < clock_timestamp()');
    await this.database.query(
      `INSERT INTO sessions (session_id, user_id, secret_hash, credentials, expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')`,
      [sessionId, account.userId, hashOf(secret), account.credentials, sessionLife.value],
    );
    return this.tokens(account, `${sessionId}.${secret}`);
  }

  async renew(refreshToken: string): Promise<SessionTokens> {
    const { sessionId, secret } = parsed(refreshToken);
    const next = newSecret();
    const [[session]] = await this.database.query<[[SessionRow?], number]>(
      `UPDATE sessions SET secret_hash = $3
       WHERE session_id = $1 AND secret_hash = $2 AND expires_at > clock_timestamp() RETURNING user_id, credentials`,
      [sessionId, hashOf(secret), hashOf(next)],
    );
    const account = session && (await this.accountOf(session));
    if (account !== undefined) return this.tokens(account, `${sessionId}.${next}`);
    await this.end(refreshToken);
    throw new SessionEnded();
  }

  /** Ends the session of a token, whether it is the last one or an earlier one; nothing for a token of none. */
  async end(refreshToken: string): Promise<void> {
    const { sessionId } = parsed(refreshToken);
    await this.database.query('DELETE FROM sessions WHERE session_id = $1', [sessionId]);
  }

  private async accountOf({ user_id: userId, credentials }: SessionRow): Promise<OpenAccount | undefined> {
    const { state } = await this.log.load(Account, userId);
    return state.status === 'open' && state.credentials === credentials ? state : undefined;
  }

  private async tokens({ userId: id, roles }: OpenAccount, refreshToken: string): Promise<SessionTokens> {
    const issuer = await this.keys.issuer();
    return { ...(await issuer.issue({ id, roles })), refreshToken };
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function parsed(refreshToken: string): { readonly sessionId: string; readonly secret: string } {
  const [, sessionId, secret] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/.exec(refreshToken) ?? [];
  if (sessionId === undefined || secret === undefined) throw new SessionEnded();
  return { sessionId, secret };
}
