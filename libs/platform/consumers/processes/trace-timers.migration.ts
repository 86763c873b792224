import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Timers remember on whose behalf they were started, so that what they lead to belongs to the same trace. */
export class TraceTimers1763700000006 implements MigrationInterface {
  readonly name = 'TraceTimers1763700000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table timers add column correlation_id text, add column traceparent text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table timers drop column correlation_id, drop column traceparent');
  }
}
