import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBestSellers1763700000602 implements MigrationInterface {
  readonly name = 'CreateBestSellers1763700000602';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE product_minute (
        bucket timestamptz NOT NULL,
        sku text COLLATE "C" NOT NULL,
        currency char(3) NOT NULL,
        quantity bigint NOT NULL,
        revenue bigint NOT NULL,
        PRIMARY KEY (bucket, sku, currency)
      )`);
    await database.query(`
      CREATE TABLE paid_order (
        order_id text COLLATE "C" PRIMARY KEY,
        paid_at timestamptz NOT NULL,
        lines jsonb NOT NULL
      )`);
    await database.query('CREATE TABLE product_title (sku text COLLATE "C" PRIMARY KEY, title text NOT NULL)');
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE product_title');
    await database.query('DROP TABLE paid_order');
    await database.query('DROP TABLE product_minute');
  }
}
