/** Where it is looked for how far a stream has come, and whether a command was appended to it before. */
interface Known {
  readonly create: string;
  readonly lastVersion: string;
  readonly isRepeated: string;
}

/**
 * Appends many events whose streams are all where they were expected, as `append` would, in half its time: the position before the
 * first of them, and the moment of all. When one stream is elsewhere, one command was appended before or one of the people of
 * \`about\` is forgotten, it appends nothing and answers null, for `append` to judge each. Whoever holds the lock of the head sees
 * all that committed before, and nobody sees a head that is put back. The table of keys is asked only where events tell of people; a
 * log without it has none.
 */
const appendEventsOver = ({ create, lastVersion, isRepeated }: Known) => `
  ${create} append_events(
    about text[], streams text[], versions integer[], are_first boolean[], commands uuid[], types text[], schema_versions integer[],
    datas json[], metadatas json[], event_ids uuid[], out base bigint, out moment timestamptz
  ) language plpgsql set plan_cache_mode = force_generic_plan as $$
  declare
    is_forgotten boolean;
  begin
    update log_head h set position = h.position + cardinality(streams) returning h.position - cardinality(streams) into strict base;
    moment := clock_timestamp();
    if cardinality(about) > 0 then
      select true into is_forgotten from unnest(about) a(subject)
      where (select k.key is null from personal_keys k where k.subject = a.subject) limit 1;
    end if;
    if is_forgotten is null then
      insert into events (position, stream, version, type, schema_version, data, metadata, event_id, command_id, recorded_at)
      select base + n.nth, n.stream, n.version, n.type, n.schema_version, n.data, n.metadata, n.event_id, n.command, moment
      from unnest(streams, versions, types, schema_versions, datas, metadatas, event_ids, commands) with ordinality
        n(stream, version, type, schema_version, data, metadata, event_id, command, nth)
      where (
        select true from unnest(streams, versions, are_first, commands) w(stream, version, is_first, command)
        where w.is_first and (
          w.version <> 1 + coalesce(
            (select e.version from events e where e.stream = w.stream order by e.version desc limit 1)${lastVersion}, 0)
          or w.version > 1 and w.command is not null and (
            (select true from events e where e.command_id = w.command and e.stream = w.stream limit 1)${isRepeated}))
        limit 1) is null;
      if found then return; end if;
    end if;
    update log_head set position = base;
    base := null;
  end $$;
`;

export const createAppendEvents = appendEventsOver({ create: 'create function', lastVersion: '', isRepeated: '' });

/** What has left the table for the archive is known all the same. */
export const appendEventsKnowingTheArchive = appendEventsOver({
  create: 'create or replace function',
  lastVersion: `,
            (select s.version from archived_streams s where s.stream = w.stream order by s.version desc limit 1)`,
  isRepeated: `
            or (select true from archived_streams s where s.stream = w.stream and w.command = any(s.command_ids) limit 1)`,
});
