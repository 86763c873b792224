import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In how many lanes each consumer is worked through: the row of a lane bears its first slot. What waits knows its slot, and a
 * lane counts what is another's and knows which of its slots are ahead of it.
 */
export class ShareLanes1763700000010 implements MigrationInterface {
  readonly name = 'ShareLanes1763700000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table consumer_lanes (
        consumer text primary key, lanes integer not null check (lanes in (1, 2, 4, 8, 16)),
        changed_at timestamptz not null default clock_timestamp()
      );
      insert into consumer_lanes (consumer, lanes)
        select consumer, 1 from checkpoints union select consumer || '@rebuild', 1 from rebuilds;

      alter table checkpoints add column elsewhere bigint not null default 0, add column ahead bigint[];
    `);
    await queryRunner.query(slotOf);
    await queryRunner.query(
      'alter table held_streams add column slot smallint not null generated always as (slot_of(stream)) stored',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table held_streams drop column slot; drop function slot_of;
      alter table checkpoints drop column elsewhere, drop column ahead;
      drop table consumer_lanes`);
  }
}

/** The slot of a stream, as the code tells it: FNV-1a over the UTF-16 units of its name. */
const slotOf = `
  create function slot_of(stream text) returns smallint language plpgsql immutable strict parallel safe as $$
  declare
    hash bigint := 2166136261;
    code bigint;
  begin
    for nth in 1 .. length(stream) loop
      code := ascii(substr(stream, nth, 1));
      if code > 65535 then
        hash := ((hash # (55296 + (code - 65536) / 1024)) * 16777619) & 4294967295;
        code := 56320 + (code - 65536) % 1024;
      end if;
      hash := ((hash # code) * 16777619) & 4294967295;
    end loop;
    return hash % 16;
  end $$;
`;
