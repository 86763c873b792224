import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsersTables1763700000101 implements MigrationInterface {
  readonly name = 'CreateUsersTables1763700000101';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE account_view (
        user_id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        roles jsonb NOT NULL,
        registered_at timestamptz NOT NULL,
        version integer NOT NULL
      )`);
    await database.query(`
      CREATE TABLE signing_keys (
        kid text PRIMARY KEY,
        private_jwk jsonb NOT NULL,
        public_jwk jsonb NOT NULL,
        current boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await database.query('CREATE UNIQUE INDEX signing_keys_current ON signing_keys (current) WHERE current');
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE signing_keys');
    await database.query('DROP TABLE account_view');
  }
}
