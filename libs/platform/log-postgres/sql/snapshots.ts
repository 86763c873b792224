import { columns } from '../stored-event.js';

/** Folded streams. What is lost here is folded anew from the log. */
export const createSnapshots = `
  create table snapshots (
    stream text not null,
    fold text not null,
    version integer not null,
    position bigint not null,
    event_id uuid not null,
    state json not null,
    taken_at timestamptz not null,
    primary key (stream, fold)
  );
`;

const isInLog = (snapshot: string) => `exists (select from events e where e.stream = ${snapshot}.stream
  and e.version = ${snapshot}.version and e.position = ${snapshot}.position and e.event_id = ${snapshot}.event_id)`;

/** The snapshots of a stream behind a version, with the state of the one to be believed, and the events behind that one. */
export const readFromSnapshot = `
  with found as (
    select s.*, s.fold = $2 and ${isInLog('s')} as is_true from snapshots s where s.stream = $1 and s.version > $3
  )
  select position, stream, version, null as type, null as schema_version, case when is_true then state end as data,
    null as metadata, event_id, taken_at as recorded_at, is_true
  from found
  union all
  (select ${columns}, null from events
   where stream = $1 and version > coalesce((select version from found where is_true), $3) order by version limit $4)
  order by version
`;

/** Keeps a snapshot of an event that is in the log, and of other folds the one taken last. */
export const saveSnapshot = `
  with pruned as (
    delete from snapshots o where o.stream = $1 and o.fold <> $2 and exists (
      select from snapshots n where n.stream = $1 and n.fold not in ($2, o.fold) and n.taken_at > o.taken_at)
  )
  insert into snapshots as s (stream, fold, version, position, event_id, state, taken_at)
  select n.*, clock_timestamp()
  from (values ($1::text, $2::text, $3::integer, $4::bigint, $5::uuid, $6::json)) n(stream, fold, version, position, event_id, state)
  where ${isInLog('n')}
  on conflict (stream, fold) do update
    set version = excluded.version, position = excluded.position, event_id = excluded.event_id, state = excluded.state,
      taken_at = excluded.taken_at
    where s.version < excluded.version or not ${isInLog('s')}
`;
