import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createSnapshots } from './sql/snapshots.js';

/** Where long streams are kept folded. */
export class CreateSnapshots1763700000008 implements MigrationInterface {
  readonly name = 'CreateSnapshots1763700000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(createSnapshots);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table snapshots');
  }
}
