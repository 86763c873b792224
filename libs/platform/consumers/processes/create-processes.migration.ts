import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which processes there are and what they are at, kept with their streams, so that the open ones can be listed. Those that
 * were begun before are entered by their consumer, which notes in `entered_processes` how far it has come.
 */
export class CreateProcesses1763700000017 implements MigrationInterface {
  readonly name = 'CreateProcesses1763700000017';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table processes (
        process text not null, correlation text not null,
        state text not null check (state in ('waiting', 'open', 'stopped', 'ended')), reason text,
        since timestamptz(3) not null default clock_timestamp(), changed_at timestamptz(3) not null default clock_timestamp(),
        primary key (process, correlation)
      ) with (fillfactor = 80);
      create index processes_not_ended on processes (state, process) where state <> 'ended';
      create index processes_since on processes (since, process, correlation);

      create table entered_processes (process text primary key, up_to bigint not null, until bigint not null);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table entered_processes; drop table processes');
  }
}
