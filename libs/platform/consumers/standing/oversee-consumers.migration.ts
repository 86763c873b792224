import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What became of every position that a checkpoint has left behind, counted in the transaction that moves it: what waits at
 * this moment counts as set aside already, what was handled before is not counted. And the read models that are being rebuilt.
 */
export class OverseeConsumers1763700000009 implements MigrationInterface {
  readonly name = 'OverseeConsumers1763700000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table checkpoints
        add column counted_from bigint not null default 0, add column handled bigint not null default 0,
        add column passed_over bigint not null default 0, add column set_aside bigint not null default 0,
        add column generation integer not null default 0;
      update checkpoints c set counted_from = position - held.events, set_aside = held.events
        from (select consumer, source, (select count(*) from held_events e
          where (e.consumer, e.source) = (c.consumer, c.source)) as events from checkpoints c) held
        where (c.consumer, c.source) = (held.consumer, held.source);

      create table released_events (
        consumer text not null, source text not null,
        handled bigint not null default 0, discarded bigint not null default 0,
        primary key (consumer, source)
      ) with (fillfactor = 50);

      create table rebuilds (
        consumer text primary key, id uuid not null unique default gen_random_uuid(),
        is_switched boolean not null default false, switched_at timestamptz,
        started_at timestamptz not null default clock_timestamp(), started_by text,
        events_per_second double precision
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table rebuilds; drop table released_events;
      alter table checkpoints
        drop column counted_from, drop column handled, drop column passed_over, drop column set_aside,
        drop column generation`);
  }
}
