import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCustomer1763700000302 implements MigrationInterface {
  readonly name = 'CreateCustomer1763700000302';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE customer (
        customer_id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL
      )`);
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE customer');
  }
}
