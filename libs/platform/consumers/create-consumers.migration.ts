import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a context's consumers remember: how far they are, what they hold back, and which timers run. */
export class CreateConsumers1763700000001 implements MigrationInterface {
  readonly name = 'CreateConsumers1763700000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table checkpoints (
        consumer text not null, source text not null, lane integer not null default 0,
        position bigint not null, moved_at timestamptz not null default clock_timestamp(),
        primary key (consumer, source, lane)
      ) with (fillfactor = 50);

      create table held_streams (
        consumer text not null, source text not null, stream text not null,
        status text not null check (status in ('due', 'parked')),
        attempts integer not null, error text,
        due_at timestamptz not null, held_since timestamptz not null default clock_timestamp(),
        primary key (consumer, source, stream)
      );
      create index held_streams_due on held_streams (consumer, due_at) where status = 'due';

      create table held_events (
        consumer text not null, source text not null, stream text not null, position bigint not null,
        primary key (consumer, source, stream, position)
      );

      create table timers (
        process text not null, correlation text not null, timer text not null,
        due_at timestamptz not null, attempts integer not null default 0,
        primary key (process, correlation, timer)
      );
      create index timers_due on timers (process, due_at);
    `);
    await queryRunner.query(finishHeldEvent);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function finish_held_event; drop table timers; drop table held_events; drop table held_streams; drop table checkpoints`);
  }
}

/**
 * Takes a handled event out of a held stream, and lets the stream go when it was the last. The stream's row is locked first:
 * an event that is being held at the same moment is then seen by the statements that follow. False when someone else was faster.
 */
const finishHeldEvent = `
  create function finish_held_event(by_consumer text, from_source text, of_stream text, at_position bigint)
  returns boolean language plpgsql as $$
  begin
    perform from held_streams h
      where h.consumer = by_consumer and h.source = from_source and h.stream = of_stream for update;
    delete from held_events e
      where e.consumer = by_consumer and e.source = from_source and e.stream = of_stream and e.position = at_position;
    if not found then return false; end if;
    delete from held_streams h
      where h.consumer = by_consumer and h.source = from_source and h.stream = of_stream and not exists (
        select from held_events e where e.consumer = by_consumer and e.source = from_source and e.stream = of_stream);
    if not found then
      update held_streams h set attempts = 0, error = null, due_at = clock_timestamp()
        where h.consumer = by_consumer and h.source = from_source and h.stream = of_stream;
    end if;
    return true;
  end $$;
`;
