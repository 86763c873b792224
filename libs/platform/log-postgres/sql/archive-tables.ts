/**
 * What has left the table of events for files, and where each event of it is. A stream may leave in parts: it goes on in the
 * table, and what follows leaves later. The ids of events and commands stay here, so that every promise of the log that
 * rests on them is kept without opening a file.
 */
export const createArchiveTables = `
  create table archive_drafts (name text primary key, begun_at timestamptz not null default clock_timestamp());
  create table archive_files (
    id integer generated always as identity primary key,
    name text not null unique,
    events integer not null check (events > 0),
    content_bytes bigint not null,
    content_sha256 bytea not null,
    bytes bigint not null,
    sha256 bytea not null,
    moved_at timestamptz not null default clock_timestamp(),
    moved_in xid8 not null default pg_current_xact_id()
  );
  create table archive_blocks (
    file integer not null references archive_files on delete cascade,
    nth integer not null,
    events integer not null,
    positions int8range not null,
    recorded tstzrange not null,
    types text[] not null,
    at bigint not null,
    bytes integer not null,
    sha256 bytea not null,
    primary key (file, nth)
  );
  create index archive_blocks_by_position on archive_blocks using gist (positions);
  create table archived_streams (
    stream text not null,
    version integer not null,
    first_version integer not null,
    file integer not null references archive_files on delete cascade,
    positions bigint[] not null,
    event_ids uuid[] not null,
    command_ids uuid[],
    primary key (stream, version)
  );
  create index archived_streams_by_file on archived_streams (file);
  create view archived_places as
    select s.stream, s.first_version + p.nth::integer - 1 as version, p.position, p.event_id, p.command_id, s.file
    from archived_streams s,
      unnest(s.positions, s.event_ids, s.command_ids) with ordinality p(position, event_id, command_id, nth);
`;

const tables = 'archive_drafts, archive_files, archive_blocks, archived_streams';

/** What the default privileges of the schema grant too much: only the owner moves events. */
export const revokeChangeOfArchive = (role: string) => `
  revoke insert, update, delete, truncate on ${tables}, archived_places from ${role};
  revoke execute on function move_to_archive(text, bytea, bigint, bytea, bigint, json, text[], integer[], integer[]) from public;
`;
