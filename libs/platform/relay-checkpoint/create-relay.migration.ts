import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the context's log is brought to a broker, and which log it is. */
export class CreateRelay1763700000003 implements MigrationInterface {
  readonly name = 'CreateRelay1763700000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table relay (
        only_one boolean primary key default true check (only_one),
        log_id uuid not null default gen_random_uuid(),
        position bigint not null default 0,
        last_published bigint not null default 0,
        moved_at timestamptz not null default clock_timestamp()
      ) with (fillfactor = 50);
      insert into relay default values;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table relay');
  }
}
