/**
 * The record of truth. \`data\` and \`metadata\` are json, not jsonb: an event is read back byte for byte as it was written.
 * \`command_id\` is set only where a caller may repeat the command, so the index on it stays small.
 */
export const createEvents = `
  create table events (
    position bigint primary key,
    stream text not null,
    version integer not null check (version > 0),
    type text not null,
    schema_version integer not null,
    data json not null,
    metadata json not null,
    event_id uuid not null,
    command_id uuid,
    recorded_at timestamptz not null,
    unique (stream, version)
  );
  create index events_by_command on events (command_id, stream) where command_id is not null;
`;
