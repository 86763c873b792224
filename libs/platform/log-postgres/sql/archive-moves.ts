/** An event as a line of an archived file, every column as it is stored. */
export const createArchiveLine = `
  create function archive_line(
    place bigint, stream text, version integer, type text, schema_version integer, data json, metadata json,
    event_id uuid, command_id uuid, recorded_at timestamptz
  ) returns text language sql stable as $$
    select format(
      '{"position":%s,"stream":%s,"version":%s,"type":%s,"schemaVersion":%s,"data":%s,"metadata":%s,"eventId":"%s","commandId":%s,"recordedAt":"%s"}',
      place, to_json(stream), version, to_json(type), schema_version, to_json(data::text), to_json(metadata::text),
      event_id, coalesce('"' || command_id::text || '"', 'null'),
      to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  $$;
`;

/** The arguments of `archive_line` of a row. */
export const lineOf = (row: string) =>
  [
    'position',
    'stream',
    'version',
    'type',
    'schema_version',
    'data',
    'metadata',
    'event_id',
    'command_id',
    'recorded_at',
  ]
    .map((column) => `${row}.${column}`)
    .join(', ');

const checksum = (row: string) =>
  `sha256(convert_to(string_agg(archive_line(${lineOf(row)}) || chr(10), '' order by ${row}.position), 'UTF8'))`;

/**
 * Takes events out of the table, in the transaction that notes the file that holds them. Versions up to the last that was
 * read leave; what the stream has got since stays.
 */
export const createMoveToArchive = `
  create function move_to_archive(
    draft text, content_checksum bytea, content_length bigint, checksum bytea, length bigint, blocks json,
    streams text[], first_versions integer[], versions integer[]
  ) returns integer language plpgsql as $$
  declare
    file_id integer;
    moved integer;
  begin
    delete from archive_drafts d where d.name = draft;
    if not found then raise exception 'the file % is not a draft of this archive any more', draft; end if;
    insert into archive_files (name, events, content_bytes, content_sha256, bytes, sha256)
    select draft, sum(b.events), content_length, content_checksum, length, checksum
    from json_to_recordset(blocks) b(events integer)
    returning id into file_id;
    insert into archive_blocks (file, nth, events, positions, recorded, types, at, bytes, sha256)
    select file_id, b.nth, b.events, int8range(b.first, b.last, '[]'), tstzrange(b.from, b.to, '[]'), b.types, b.at, b.bytes,
      decode(b.sha256, 'hex')
    from json_to_recordset(blocks) b(nth integer, events integer, first bigint, last bigint, "from" timestamptz,
      "to" timestamptz, types text[], at bigint, bytes integer, sha256 text);
    insert into archived_streams (stream, version, first_version, file, positions, event_ids, command_ids)
    select e.stream, max(e.version), min(e.version), file_id, array_agg(e.position order by e.version),
      array_agg(e.event_id order by e.version),
      case when count(e.command_id) > 0 then array_agg(e.command_id order by e.version) end
    from unnest(streams, first_versions, versions) m(stream, first_version, version)
    join events e on e.stream = m.stream and e.version between m.first_version and m.version
    group by e.stream;
    delete from events e using unnest(streams, first_versions, versions) m(stream, first_version, version)
    where e.stream = m.stream and e.version between m.first_version and m.version;
    get diagnostics moved = row_count;
    return moved;
  end $$;
`;

/**
 * Whoever deletes, events only leave in the transaction that notes a file whose checksum is theirs, and the last event of
 * the log stays: readers see by it that something lies before it. A file is only forgotten when its events are back.
 */
export const guardArchive = `
  create or replace function refuse_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and exists (select from archive_files f where f.moved_in = pg_current_xact_id()) then return null; end if;
    raise exception 'events are immutable: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
  end $$;
  create function refuse_loss() returns trigger language plpgsql as $$
  declare
    left_behind bigint;
  begin
    if not exists (
      select from archive_files f
      where f.moved_in = pg_current_xact_id()
        and (f.events, f.content_sha256) = (select count(*), ${checksum('g')} from gone g)
    ) then
      raise exception 'events are immutable: only what a file of the archive holds may leave' using errcode = 'insufficient_privilege';
    end if;
    select count(*) into left_behind from gone g where g.position >= (select h.position from log_head h);
    if left_behind > 0 then
      raise exception 'events are immutable: the last event of the log never leaves' using errcode = 'insufficient_privilege';
    end if;
    return null;
  end $$;
  create trigger only_archived_events_leave after delete on events referencing old table as gone
    for each statement execute function refuse_loss();

  create function refuse_change_of_archive() returns trigger language plpgsql as $$
  begin
    raise exception 'the archive is immutable: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
  end $$;
  create trigger archive_files_are_immutable before update or truncate on archive_files
    for each statement execute function refuse_change_of_archive();
  create trigger archive_blocks_are_immutable before update or truncate on archive_blocks
    for each statement execute function refuse_change_of_archive();
  create trigger archived_streams_are_immutable before update or truncate on archived_streams
    for each statement execute function refuse_change_of_archive();

  create function refuse_forgetting() returns trigger language plpgsql as $$
  begin
    if not coalesce((old.events, old.content_sha256) = (
      select count(*), ${checksum('e')} from archived_places a join events e on e.position = a.position where a.file = old.id), false)
    then
      raise exception 'the archive is immutable: the events of % are not back', old.name using errcode = 'insufficient_privilege';
    end if;
    return old;
  end $$;
  create trigger archived_events_are_not_forgotten before delete on archive_files
    for each row execute function refuse_forgetting();
  create function refuse_forgetting_a_part() returns trigger language plpgsql as $$
  begin
    if exists (select from archive_files f where f.id = old.file) then
      raise exception 'the archive is immutable: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
    end if;
    return old;
  end $$;
  create trigger archive_blocks_are_not_forgotten before delete on archive_blocks
    for each row execute function refuse_forgetting_a_part();
  create trigger archived_streams_are_not_forgotten before delete on archived_streams
    for each row execute function refuse_forgetting_a_part();
`;

/** Puts lines of a file back into the table. */
export const restoreLines = `
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, command_id, recorded_at)
  select (l ->> 'position')::bigint, l ->> 'stream', (l ->> 'version')::integer, l ->> 'type', (l ->> 'schemaVersion')::integer,
    (l ->> 'data')::json, (l ->> 'metadata')::json, (l ->> 'eventId')::uuid, (l ->> 'commandId')::uuid,
    (l ->> 'recordedAt')::timestamptz
  from unnest($1::json[]) l
`;
