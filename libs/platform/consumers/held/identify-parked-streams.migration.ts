import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A name by which a person speaks of a stream that a consumer has set aside. */
export class IdentifyParkedStreams1763700000005 implements MigrationInterface {
  readonly name = 'IdentifyParkedStreams1763700000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table held_streams add column id uuid not null default gen_random_uuid();
      create unique index held_streams_by_id on held_streams (id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table held_streams drop column id');
  }
}
