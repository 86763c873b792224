import { blocksBehind } from '../archive/reading.js';
import { streamColumns } from '../stored-event.js';

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

/** Whether the table, or the index of what has left it, holds the event that a snapshot ends with. */
type IsInLog = (snapshot: string) => string;

const isInTable: IsInLog = (s) => `exists (select from events e where e.stream = ${s}.stream
  and e.version = ${s}.version and e.position = ${s}.position and e.event_id = ${s}.event_id)`;

const isInTableOrArchive: IsInLog = (
  s,
) => `(${isInTable(s)} or exists (select from archived_streams a where a.stream = ${s}.stream
  and ${s}.version between a.first_version and a.version and a.positions[${s}.version - a.first_version + 1] = ${s}.position
  and a.event_ids[${s}.version - a.first_version + 1] = ${s}.event_id))`;

const behind = 'coalesce((select version from found where is_true), $3)';

/** The snapshots of a stream behind a version, with the state of the one to be believed, and the events behind that one. */
const readWith = (isInLog: IsInLog, more: string) => `
  with found as (
    select s.*, s.fold = $2 and ${isInLog('s')} as is_true from snapshots s where s.stream = $1 and s.version > $3
  )
  select position, version, null as type, null as schema_version, case when is_true then state end as data, event_id, is_true
  from found
  union all
  (select ${streamColumns}, null from events
   where stream = $1 and version > ${behind} order by version limit $4)
  ${more}
  order by version
`;

/** Keeps a snapshot of an event that is in the log, and of other folds the one taken last. */
const saveWith = (isInLog: IsInLog) => `
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

export const snapshotsOfTable = { read: readWith(isInTable, ''), save: saveWith(isInTable) };

/** The same where streams have left the table: the events of blocks come beside those of the table. */
export const snapshotsOfTableAndArchive = {
  read: readWith(isInTableOrArchive, `union all select blocks.*, null from (${blocksBehind(behind, '$4')}) blocks`),
  save: saveWith(isInTableOrArchive),
};
