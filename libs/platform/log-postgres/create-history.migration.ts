import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPositionBefore, indexCorrelations } from './sql/history.js';

/** What finds events by correlation and by time. */
export class CreateHistory1763700000004 implements MigrationInterface {
  readonly name = 'CreateHistory1763700000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [indexCorrelations, createPositionBefore]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function position_before; drop index events_by_correlation');
  }
}
