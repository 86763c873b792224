import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFunnel1763700000603 implements MigrationInterface {
  readonly name = 'CreateFunnel1763700000603';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE order_milestones (
        order_id text COLLATE "C" PRIMARY KEY,
        placed_at timestamptz,
        rejected_at timestamptz,
        paid_at timestamptz,
        cancelled_at timestamptz,
        cancel_reason text,
        shipped_at timestamptz,
        delivered_at timestamptz
      )`);
    await database.query('CREATE INDEX order_milestones_placed ON order_milestones (placed_at)');
    await database.query(
      'CREATE TABLE registration_minute (bucket timestamptz PRIMARY KEY, registrations bigint NOT NULL)',
    );
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE registration_minute');
    await database.query('DROP TABLE order_milestones');
  }
}
