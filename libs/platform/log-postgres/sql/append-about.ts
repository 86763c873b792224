/** What an append takes, as `append` declares it. */
const parameters = [
  ['part_of', 'integer[]'],
  ['streams', 'text[]'],
  ['expected', 'integer[]'],
  ['counts', 'integer[]'],
  ['commands', 'uuid[]'],
  ['first_events', 'uuid[]'],
  ['of_write', 'integer[]'],
  ['nth', 'integer[]'],
  ['types', 'text[]'],
  ['schema_versions', 'integer[]'],
  ['datas', 'json[]'],
  ['metadatas', 'json[]'],
  ['event_ids', 'uuid[]'],
] as const;

const handedOn = parameters.map(([name]) => `append_about.${name}`).join(', ');

/**
 * Appends what tells of people, or ends that. Whoever holds the lock of the head sees every key that was destroyed at an
 * earlier position: when one of those that `about` names is, nothing is appended, and the answer names them by their place
 * with verdict 3. The keys of those whom a write forgets are destroyed with it. So in the log everything that can be read
 * of a person lies before the event that forgets them.
 */
export const createAppendAbout = `
  create function append_about(
    about text[], forgotten text[], forgotten_by integer[], ${parameters.map((parameter) => parameter.join(' ')).join(', ')}
  ) returns table (write integer, verdict integer, last_version integer, last_position bigint) language plpgsql
  set plan_cache_mode = force_generic_plan as $$
  begin
    perform from log_head h for update;
    return query select a.nth::integer, 3, 0, 0::bigint
      from unnest(about) with ordinality a(subject, nth) join personal_keys k on k.subject = a.subject
      where k.key is null order by a.nth;
    if found then return; end if;
    if cardinality(forgotten) = 0 then
      return query select * from append(${handedOn});
      return;
    end if;
    return query
    with done as materialized (
      select * from append(${handedOn})
    ), destroyed as (
      insert into personal_keys (subject, destroyed_at, forgotten_at)
      select f.subject, clock_timestamp(), max(d.last_position)
      from unnest(forgotten, forgotten_by) f(subject, write) join done d on d.write = f.write and d.verdict = 0
      group by f.subject
      on conflict (subject) do update set key = null,
        destroyed_at = coalesce(personal_keys.destroyed_at, excluded.destroyed_at),
        forgotten_at = coalesce(personal_keys.forgotten_at, excluded.forgotten_at)
    )
    select * from done order by done.write;
  end $$;
`;

/** How the keys of a log say where in it they were destroyed: what was so before shows as position 0. */
export const noteWhereForgotten = `
  alter table personal_keys add forgotten_at bigint check (forgotten_at is null or key is null);
  update personal_keys set forgotten_at = 0 where key is null;
  create index personal_keys_forgotten on personal_keys (forgotten_at) where forgotten_at is not null;
`;
