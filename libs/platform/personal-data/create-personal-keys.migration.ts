import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key for each person of whom the context's log holds something. A row without a key says that the person is forgotten. */
export class CreatePersonalKeys1763700000019 implements MigrationInterface {
  readonly name = 'CreatePersonalKeys1763700000019';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table personal_keys (
        subject text primary key,
        key bytea,
        made_at timestamptz not null default clock_timestamp(),
        destroyed_at timestamptz check ((key is null) = (destroyed_at is not null))
      );
      create index personal_keys_destroyed on personal_keys (destroyed_at) where destroyed_at is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table personal_keys');
  }
}
