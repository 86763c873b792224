import { randomUUID } from 'node:crypto';
import {
  type Begun,
  type Claim,
  IdempotencyStore,
  type RepeatableRequest,
  type StoredAnswer,
} from './idempotency-store.js';

/** What the store needs of a pool; unqualified names must lead to the context's schema. */
export interface Queryable {
  query(sql: string, parameters: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** By which the database knows whether the process that holds a claim still lives. */
export interface ClaimHolder {
  /** Names this process: the first three parts of a UUID. */
  readonly id: string;
  /** What stands before the id in the `application_name` of the process's connections. */
  readonly sessions: string;
}

export interface IdempotencyTimes {
  /** How long a claim holds, in milliseconds. */
  readonly lease?: number;
  /** How long an answer is kept, in milliseconds. */
  readonly expiry?: number;
}

// One statement, so that of many at once one wins: the row is written in any case, and the attempt in it tells whose it is.
// An attempt begins with the id of its process: where that has no connection any more it is dead, and its claim is free.
// The values are chosen from the row as the winner of the row lock left it; excluded.created_at is the one reading of the clock.
const begin = `
  insert into idempotency_keys as kept (caller, route, key, fingerprint, command_id, attempt, created_at, locked_until)
  select $1, $2, $3, $4, $5, $6, clock.now, clock.now + $7 * interval '1 millisecond'
    from (select clock_timestamp() as now) as clock
  on conflict (caller, route, key) do update set
    (fingerprint, command_id, attempt, created_at, locked_until, status, headers, body) = (
      select case when expired then excluded.fingerprint else kept.fingerprint end,
             case when expired then excluded.command_id else kept.command_id end,
             case when expired or free then excluded.attempt else kept.attempt end,
             case when expired then excluded.created_at else kept.created_at end,
             case when expired or free then excluded.locked_until else kept.locked_until end,
             case when not expired then kept.status end,
             case when not expired then kept.headers end,
             case when not expired then kept.body end
        from (
          select kept.created_at < excluded.created_at - $8 * interval '1 millisecond' as expired,
                 kept.status is null and kept.fingerprint = excluded.fingerprint
                   and (kept.locked_until <= excluded.created_at or $9::text is not null and not exists (
                     select from pg_stat_activity where application_name = left($9 || left(kept.attempt::text, 18), 63)
                   )) as free
        ) as state
    )
  returning command_id, status, headers, body, attempt = $6 as started, fingerprint = $4 as same,
            ceil(extract(epoch from locked_until - clock_timestamp()))::integer as seconds_left`;

interface Row {
  readonly command_id: string;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
  readonly started: boolean;
  readonly same: boolean;
  readonly seconds_left: number;
}

/** The store of a context in its own schema; time is the database's. */
export class PostgresIdempotencyStore extends IdempotencyStore {
  private readonly lease: number;
  private readonly expiry: number;

  constructor(
    private readonly pool: Queryable,
    { lease = 15_000, expiry = 24 * 3_600_000 }: IdempotencyTimes = {},
    private readonly holder?: ClaimHolder,
  ) {
    super();
    this.lease = lease;
    this.expiry = expiry;
  }

  async begin({ caller, route, key }: RepeatableRequest, fingerprint: string, newCommandId: string): Promise<Begun> {
    const attempt = this.newAttempt();
    const sessions = this.holder?.sessions ?? null;
    const parameters = [caller, route, key, fingerprint, newCommandId, attempt, this.lease, this.expiry, sessions];
    const { rows } = await this.pool.query(begin, parameters);
    const row = rows[0] as Row;
    if (row.started) return { outcome: 'started', commandId: row.command_id, claim: { caller, route, key, attempt } };
    if (!row.same) return { outcome: 'mismatch' };
    if (row.status === null) return { outcome: 'running', retryAfter: Math.max(1, row.seconds_left) };
    return { outcome: 'done', answer: { status: row.status, headers: row.headers ?? {}, body: row.body ?? '' } };
  }

  private newAttempt(): string {
    const attempt = randomUUID();
    return this.holder === undefined ? attempt : `${this.holder.id}${attempt.slice(18)}`;
  }

  async complete({ caller, route, key, attempt }: Claim, { status, headers, body }: StoredAnswer): Promise<void> {
    await this.pool.query(
      `update idempotency_keys set status = $5, headers = $6, body = $7
        where caller = $1 and route = $2 and key = $3 and attempt = $4`,
      [caller, route, key, attempt, status, JSON.stringify(headers), body],
    );
  }

  async release({ caller, route, key, attempt }: Claim): Promise<void> {
    await this.pool.query(
      `update idempotency_keys set locked_until = clock_timestamp()
        where caller = $1 and route = $2 and key = $3 and attempt = $4 and status is null`,
      [caller, route, key, attempt],
    );
  }

  async removeExpired(): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from idempotency_keys where created_at < clock_timestamp() - $1 * interval '1 millisecond'`,
      [this.expiry],
    );
    return rowCount ?? 0;
  }
}
