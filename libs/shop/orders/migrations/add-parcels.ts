import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddParcels1763700000303 implements MigrationInterface {
  readonly name = 'AddParcels1763700000303';

  async up(database: QueryRunner) {
    await database.query('ALTER TABLE order_view ADD COLUMN parcels jsonb, ADD COLUMN tracking_numbers jsonb');
  }

  async down(database: QueryRunner) {
    await database.query('ALTER TABLE order_view DROP COLUMN parcels, DROP COLUMN tracking_numbers');
  }
}
