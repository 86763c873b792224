import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PrepareReconciliation1763700000402 implements MigrationInterface {
  readonly name = 'PrepareReconciliation1763700000402';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE refund_view (
        refund_id text COLLATE "C" PRIMARY KEY,
        payment_id text NOT NULL,
        reference text NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        requested_at timestamptz NOT NULL,
        refunded_at timestamptz
      )`);
    await database.query('ALTER TABLE sandbox_provider_ledger ADD COLUMN ours text, ADD COLUMN moved_at timestamptz');
    await database.query('CREATE INDEX sandbox_provider_ledger_moved ON sandbox_provider_ledger (moved_at)');
  }

  async down(database: QueryRunner) {
    await database.query('ALTER TABLE sandbox_provider_ledger DROP COLUMN ours, DROP COLUMN moved_at');
    await database.query('DROP TABLE refund_view');
  }
}
