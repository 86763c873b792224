import { columns } from '../stored-event.js';

/** The end of the log as its head has it, and as the table has it: what ends a log never leaves the table. */
export const findHead =
  'select (select position from log_head) as head, (select coalesce(max(position), 0) from events) as last';

export const findPositions = `select ${columns} from events where position > $1 and position <= $2 order by position`;

/** Events that do not have the version behind that of the event before them in their stream. */
export const findVersions = (withArchive: boolean) => `
  select stream, version, previous, position from (
    select stream, version, position, lag(version, 1, 0) over (partition by stream order by position) as previous
    from ${places(withArchive)} p where position <= $1) v
  where version <> previous + 1 order by position limit $2`;

export const findStreams = (withArchive: boolean) =>
  `select count(distinct stream)::integer as streams from ${places(withArchive)} p where position <= $1`;

function places(withArchive: boolean): string {
  if (!withArchive) return 'events';
  return `(select stream, version, position from events
    union all select stream, version, position from archived_places)`;
}
