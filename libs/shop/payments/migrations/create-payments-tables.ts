import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePaymentsTables1763700000401 implements MigrationInterface {
  readonly name = 'CreatePaymentsTables1763700000401';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE payment_view (
        payment_id text COLLATE "C" PRIMARY KEY,
        order_id text NOT NULL,
        customer_id text NOT NULL,
        status text NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        refunded bigint NOT NULL,
        attempt integer NOT NULL,
        decline_reason text,
        created_at timestamptz NOT NULL,
        captured_at timestamptz,
        version integer NOT NULL
      )`);
    await database.query('CREATE INDEX payment_view_of_order ON payment_view (order_id)');
    await database.query(
      'CREATE INDEX payment_view_of_customer ON payment_view (customer_id, created_at DESC, payment_id DESC)',
    );
    await database.query('CREATE INDEX payment_view_newest ON payment_view (created_at DESC, payment_id DESC)');
    await database.query(`
      CREATE TABLE sandbox_provider_ledger (
        key text PRIMARY KEY,
        kind text NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        subject text NOT NULL,
        calls integer NOT NULL,
        outcome jsonb
      )`);
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE sandbox_provider_ledger');
    await database.query('DROP TABLE payment_view');
  }
}
