import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of `PostgresIdempotencyStore`, in the schema of each context. */
export class CreateIdempotencyKeys1763700000002 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_keys (
        caller       text        not null,
        route        text        not null,
        key          text        not null,
        fingerprint  text        not null,
        command_id   uuid        not null,
        attempt      uuid        not null,
        locked_until timestamptz not null,
        created_at   timestamptz not null,
        status       integer,
        headers      jsonb,
        body         text,
        primary key (caller, route, key)
      )`);
    await runner.query('create index idempotency_keys_created_at on idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_keys');
  }
}
