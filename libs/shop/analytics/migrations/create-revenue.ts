import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRevenue1763700000601 implements MigrationInterface {
  readonly name = 'CreateRevenue1763700000601';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE revenue_minute (
        bucket timestamptz NOT NULL,
        currency char(3) NOT NULL,
        orders bigint NOT NULL,
        revenue bigint NOT NULL,
        refunds bigint NOT NULL,
        PRIMARY KEY (bucket, currency)
      )`);
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE revenue_minute');
  }
}
