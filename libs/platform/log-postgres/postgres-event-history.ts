import { EventTypes, type Metadata, type Position, positionFrom } from '#platform/core';
import type { Queryable } from '#platform/database';
import type { Sealing } from '#platform/personal-data';
import { EventHistory, type FoundEvents, type WantedEvents } from '#platform/log';
import { type ArchivedEvents, type ArchivedLine, blockColumns } from './archive/archived-events.js';
import { columns, type EventRow, forEvents, recorded } from './stored-event.js';

const widestSearch = 100_000;

const manyBlocks = 100;

export interface PostgresEventHistoryOptions {
  /** How many positions a search that no index helps looks at. */
  readonly widest?: number;
  /** How many blocks of archived events it opens before it says where to go on. */
  readonly mostBlocks?: number;
  /** What has left the table for files. Left out, nothing has. */
  readonly archive?: ArchivedEvents;
  /** Given when the events hold personal data. */
  readonly sealing?: Sealing;
}

/** The part of the log that a search looks at. */
interface Part {
  readonly after: Position;
  readonly upTo: Position;
  readonly isLast: boolean;
}

const search = `
  select ${columns} from events
  where position > $1 and position <= $2
    and ($3::text is null or stream = $3) and ($4::text[] is null or type = any($4))
    and ($5::text is null or metadata ->> 'correlationId' = $5)
    and ($6::timestamptz is null or recorded_at >= $6) and ($7::timestamptz is null or recorded_at < $7)
  order by position limit $8`;

const searchWithArchive = `
  with blocks as (select b.* from archive_blocks b
    where b.positions && int8range($1, $2, '(]') and ($4::text[] is null or b.types && $4)
      and ($3::text is null or exists (select from archived_places a
        where a.stream = $3 and a.file = b.file and b.positions @> a.position))
      and b.recorded && tstzrange($6, $7, '[)')),
  asked as ((select * from blocks where lower(positions) <= $1) union all
    (select * from blocks where lower(positions) > $1 order by lower(positions) limit $9))
  (${search}) union all
  (select ${blockColumns} from asked b join archive_files f on f.id = b.file)`;

const positionBefore = `position_before($2::timestamptz + interval '10 minutes')`;

/** What is not in the table counts as later in `position_before`; here it must not. */
const firstFrom = `coalesce(
  (select min(e.position) from events e where e.position > ${positionBefore}), (select position from log_head))`;

/** The history in the context's PostgreSQL schema. Its clock may have been corrected by ten minutes without an event being missed. */
export class PostgresEventHistory extends EventHistory {
  private readonly widest: number;
  private readonly mostBlocks: number;
  private readonly archive: ArchivedEvents | undefined;
  private readonly sealing: Sealing | undefined;

  constructor(
    private readonly database: Queryable,
    private readonly types = new EventTypes(),
    { widest = widestSearch, mostBlocks = manyBlocks, archive, sealing }: PostgresEventHistoryOptions = {},
  ) {
    super();
    this.widest = widest;
    this.mostBlocks = mostBlocks;
    this.archive = archive;
    this.sealing = sealing;
  }

  async find(wanted: WantedEvents, after: Position, limit: number): Promise<FoundEvents> {
    const part = await this.partOf(wanted, after);
    const { rows, upTo } = await this.search(wanted, part, limit + 1);
    const events = await recorded(rows.slice(0, limit), this.types, this.sealing);
    if (rows.length > limit) return { events, next: events.at(-1)!.position };
    if (upTo !== undefined) return { events, next: positionFrom(upTo) };
    return { events, next: part.isLast ? undefined : part.upTo };
  }

  private async search(wanted: WantedEvents, { after, upTo }: Part, enough: number) {
    const types = wanted.type === undefined ? undefined : this.types.namesOf(wanted.type);
    const { stream, correlation, from, to } = wanted;
    const values = [after, upTo, stream, types, correlation, from, to, enough];
    if (this.archive === undefined) {
      const { rows } = await this.database.query<EventRow>(forEvents({ text: search, values }));
      return { rows, upTo: undefined };
    }
    const { mostBlocks } = this;
    const statement = forEvents({ text: searchWithArchive, values: [...values, mostBlocks + 2] });
    const find = async () => (await this.database.query<EventRow>(statement)).rows;
    const isWanted = (line: ArchivedLine) =>
      line.position > after && line.position <= upTo && isAskedFor(line, wanted, types);
    return this.archive.search(find, isWanted, { after, enough, budget: mostBlocks });
  }

  /** From the asked place to where the time asked for ends, but no further than a search without an index may go. */
  private async partOf({ stream, correlation, from, to }: WantedEvents, after: Position): Promise<Part> {
    const { rows } = await this.database.query<{ first: string; last: string }>(
      `select case when $1::timestamptz is null then 0 else position_before($1::timestamptz - interval '10 minutes') end as first,
         case when $2::timestamptz is null then (select position from log_head)
           else ${this.archive ? firstFrom : positionBefore} end as last`,
      [from, to],
    );
    const start = Math.max(after, Number(rows[0]!.first));
    const last = Number(rows[0]!.last);
    const isIndexed = stream !== undefined || correlation !== undefined;
    const upTo = isIndexed ? last : Math.min(last, start + this.widest);
    return { after: positionFrom(start), upTo: positionFrom(upTo), isLast: upTo >= last };
  }
}

function isAskedFor(
  line: ArchivedLine,
  { stream, correlation, from, to }: WantedEvents,
  types: readonly string[] | undefined,
): boolean {
  return (
    (stream === undefined || line.stream === stream) &&
    (types === undefined || types.includes(line.type)) &&
    (from === undefined || line.recordedAt >= microseconds(from)) &&
    (to === undefined || line.recordedAt < microseconds(to)) &&
    (correlation === undefined || correlationOf(line) === correlation)
  );
}

function correlationOf({ metadata }: ArchivedLine): string {
  return (JSON.parse(metadata) as Metadata).correlationId;
}

/** A time as the lines of the archive have it, to be compared as text. */
function microseconds(time: string): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}
