import type { Queryable } from '#platform/database';

/** A kind of stream and the stored types of events that end one; a stream is closed while its last event is of these. */
export interface ClosingKind {
  readonly category: string;
  readonly types: readonly string[];
}

/** Consecutive events of a closed stream, of which all or the next part are to leave the table. */
export interface LeavingPart {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** Position of the event that closed it. */
  readonly closing: number;
}

/** How much one file holds. */
export interface VolumeLimits {
  readonly events: number;
  readonly bytes: number;
}

/** What could leave, by category. */
export interface Leaving {
  readonly category: string;
  readonly streams: number;
  readonly events: number;
}

/**
 * Streams whose last event closes them and was recorded before a moment. A stream belongs to the kind with the longest name that
 * its own begins with. The one that ends the log stays.
 */
const closed = `
  select k.category, e.stream, e.version, e.position from events e
  cross join lateral (
    select k.category, k.types from json_to_recordset($1) k(category text, types text[])
    where starts_with(e.stream, k.category || '-') order by length(k.category) desc limit 1) k
  where e.type = any(k.types) and e.type = any($2) and e.recorded_at < $3
    and e.position > $4 and e.position < (select h.position from log_head h)
    and not exists (select from events later where later.stream = e.stream and later.version > e.version)`;

const nextVolume = `
  with closed as materialized (${closed} order by e.position limit $5::integer / 4 + 1),
  sized as (
    select c.position as closing, e.stream, e.version, row_number() over w as nth,
      sum(octet_length(e.data::text) + octet_length(e.metadata::text) + 300) over w as bytes
    from closed c join events e on e.stream = c.stream and e.version <= c.version
    window w as (order by c.position, e.version)
  )
  select stream, min(version) as first, max(version) as last, closing::double precision as closing
  from sized where nth = 1 or (nth <= $5 and bytes <= $6)
  group by stream, closing order by closing`;

const estimate = `
  select c.category, count(*)::integer as streams, sum(held.events)::integer as events
  from (${closed}) c
  cross join lateral (select count(*) as events from events e where e.stream = c.stream) held
  group by c.category order by c.category`;

function asked(kinds: readonly ClosingKind[], before: Date, after: number): unknown[] {
  return [JSON.stringify(kinds), kinds.flatMap(({ types }) => types), before, after];
}

/** What of closed streams fills one file, the earliest closed first; nothing when there are no more. */
export async function partsOfNextVolume(
  database: Queryable,
  kinds: readonly ClosingKind[],
  before: Date,
  after: number,
  { events, bytes }: VolumeLimits,
): Promise<readonly LeavingPart[]> {
  const { rows } = await database.query<LeavingPart>(nextVolume, [...asked(kinds, before, after), events, bytes]);
  return rows;
}

/** What would leave, counted and left where it is. */
export async function whatWouldLeave(
  database: Queryable,
  kinds: readonly ClosingKind[],
  before: Date,
): Promise<readonly Leaving[]> {
  return (await database.query<Leaving>(estimate, asked(kinds, before, 0))).rows;
}
