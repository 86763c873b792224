import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStockEntry1763700000202 implements MigrationInterface {
  readonly name = 'CreateStockEntry1763700000202';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE stock_entry (
        sku text COLLATE "C" NOT NULL,
        entry integer NOT NULL,
        what text NOT NULL,
        quantity bigint NOT NULL,
        available bigint,
        reason text,
        order_id text,
        at timestamptz NOT NULL,
        user_id text,
        consumer text,
        PRIMARY KEY (sku, entry)
      )`);
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE stock_entry');
  }
}
