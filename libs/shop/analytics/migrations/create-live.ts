import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLive1763700000604 implements MigrationInterface {
  readonly name = 'CreateLive1763700000604';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE live_step (
        place integer PRIMARY KEY,
        begins_at timestamptz NOT NULL,
        figures jsonb NOT NULL
      )`);
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE live_step');
  }
}
