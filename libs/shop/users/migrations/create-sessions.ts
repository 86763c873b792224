import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1763700000102 implements MigrationInterface {
  readonly name = 'CreateSessions1763700000102';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE sessions (
        session_id uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        secret_hash bytea NOT NULL,
        credentials integer NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await database.query('CREATE INDEX sessions_expired ON sessions (expires_at)');
    await database.query(`
      CREATE TABLE log_in_attempts (
        key text PRIMARY KEY,
        failures integer NOT NULL,
        until timestamptz NOT NULL
      )`);
    await database.query('CREATE INDEX log_in_attempts_over ON log_in_attempts (until)');
    // Which key signs follows from its age.
    await database.query('DROP INDEX signing_keys_current');
    await database.query('ALTER TABLE signing_keys DROP COLUMN current');
  }

  async down(database: QueryRunner) {
    await database.query('ALTER TABLE signing_keys ADD COLUMN current boolean NOT NULL DEFAULT false');
    await database.query('UPDATE signing_keys SET current = created_at = (SELECT max(created_at) FROM signing_keys)');
    await database.query('CREATE UNIQUE INDEX signing_keys_current ON signing_keys (current) WHERE current');
    await database.query('DROP TABLE log_in_attempts');
    await database.query('DROP TABLE sessions');
  }
}
