/** Where an append looks for what the log knows. */
interface Known {
  readonly create: string;
  readonly lastVersion: string;
  readonly isRepeated: string;
  readonly isSame: string;
  readonly places: string;
}

/**
 * Appends many writes in one call. Writes with the same \`part_of\` stand or fall together; each group has its own verdict:
 * 0 appended, 1 conflict, 2 repeated (the same command, or the very same events after a lost answer).
 * The statement behind the lock has a snapshot younger than the lock, so it sees all that committed before. It is planned once,
 * maybe while the table is empty, so the planner is given no reason to read it as a whole: an `exists` would be made a hash of it.
 */
const appendOver = ({ create, lastVersion, isRepeated, isSame, places }: Known) => `
  ${create} append(
    part_of integer[], streams text[], expected integer[], counts integer[], commands uuid[], first_events uuid[],
    of_write integer[], nth integer[], types text[], schema_versions integer[], datas json[], metadatas json[], event_ids uuid[]
  ) returns table (write integer, verdict integer, last_version integer, last_position bigint) language plpgsql
  set plan_cache_mode = force_generic_plan as $$
  declare
    base bigint;
    moment timestamptz;
  begin
    select h.position into strict base from log_head h for update;
    moment := clock_timestamp();
    return query
    with asked as (
      select a.write::integer, a.part, a.stream, a.expected_version, a.amount, a.command, a.first_event,
        coalesce((select e.version from events e where e.stream = a.stream order by e.version desc limit 1)${lastVersion}, 0) as actual
      from unnest(part_of, streams, expected, counts, commands, first_events)
        with ordinality a(part, stream, expected_version, amount, command, first_event, write)
    ), judged as (
      select a.*, case
        when a.command is not null
          and ((select true from events e where e.command_id = a.command and e.stream = a.stream limit 1)${isRepeated}) then 2
        when a.actual = a.expected_version then 0
        when (select true from events e
          where e.stream = a.stream and e.version = a.expected_version + 1 and e.event_id = a.first_event limit 1)${isSame} then 2
        else 1 end as own
      from asked a
    ), agreed as (
      select j.*, max(j.own) over (partition by j.part) as verdict from judged j
    ), placed as (
      select g.*, base + sum(case when g.verdict = 0 then g.amount else 0 end) over (order by g.write) as upto from agreed g
    ), written as (
      insert into events (position, stream, version, type, schema_version, data, metadata, event_id, command_id, recorded_at)
      select p.upto - p.amount + n.nth, p.stream, p.expected_version + n.nth, n.type, n.schema_version, n.data, n.metadata,
        n.event_id, p.command, moment
      from unnest(of_write, append.nth, types, schema_versions, datas, metadatas, event_ids)
        n(write, nth, type, schema_version, data, metadata, event_id)
      join placed p on p.write = n.write
      where p.verdict = 0
    ), moved as (
      update log_head set position = (select max(p.upto) from placed p)
      where exists (select from placed p where p.verdict = 0)
    )
    select p.write, p.verdict,
      case when p.verdict = 0 then p.expected_version + p.amount when p.verdict = 1 then p.actual else first.version end,
      case when p.verdict = 0 then p.upto::bigint else first.position end
    from placed p
    left join lateral (
      select e.version, e.position from ${places} e
      where p.verdict = 2 and e.stream = p.stream
        and (e.command_id = p.command or e.version = p.expected_version + p.amount)
      order by e.command_id = p.command desc nulls last, e.version desc limit 1
    ) first on true
    order by p.write;
  end $$;
`;

export const createAppend = appendOver({
  create: 'create function',
  lastVersion: '',
  isRepeated: '',
  isSame: '',
  places: 'events',
});

/** What has left the table for the archive is known all the same. */
export const appendKnowingTheArchive = appendOver({
  create: 'create or replace function',
  lastVersion: `,
          (select s.version from archived_streams s where s.stream = a.stream order by s.version desc limit 1)`,
  isRepeated: `
          or (select true from archived_streams s where s.stream = a.stream and a.command = any(s.command_ids) limit 1)`,
  isSame: `
          or (select true from archived_streams s where s.stream = a.stream
            and a.expected_version + 1 between s.first_version and s.version
            and s.event_ids[a.expected_version + 2 - s.first_version] = a.first_event limit 1)`,
  places: `(select v.stream, v.version, v.position, v.command_id from events v
        union all select v.stream, v.version, v.position, v.command_id from archived_places v)`,
});
