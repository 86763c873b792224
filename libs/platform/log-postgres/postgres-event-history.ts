import { EventTypes, type Position, positionFrom } from '#platform/core';
import type { Queryable } from '#platform/database';
import { EventHistory, type FoundEvents, type WantedEvents } from '#platform/log';
import { columns, type EventRow, recorded } from './stored-event.js';

/** How many positions a search that no index helps looks at. */
const widestSearch = 100_000;

/** The part of the log that a search looks at. */
interface Part {
  readonly after: Position;
  readonly upTo: Position;
  readonly isLast: boolean;
}

/** The history in the context's PostgreSQL schema. Its clock may have been corrected by ten minutes without an event being missed. */
export class PostgresEventHistory extends EventHistory {
  constructor(
    private readonly database: Queryable,
    private readonly types = new EventTypes(),
    private readonly widest = widestSearch,
  ) {
    super();
  }

  async find(wanted: WantedEvents, after: Position, limit: number): Promise<FoundEvents> {
    const part = await this.partOf(wanted, after);
    const types = wanted.type === undefined ? undefined : this.types.namesOf(wanted.type);
    const { rows } = await this.database.query<EventRow>(
      `select ${columns} from events
       where position > $1 and position <= $2
         and ($3::text is null or stream = $3) and ($4::text[] is null or type = any($4))
         and ($5::text is null or metadata ->> 'correlationId' = $5)
         and ($6::timestamptz is null or recorded_at >= $6) and ($7::timestamptz is null or recorded_at < $7)
       order by position limit $8`,
      [part.after, part.upTo, wanted.stream, types, wanted.correlation, wanted.from, wanted.to, limit + 1],
    );
    const events = rows.slice(0, limit).map((row) => recorded(row, this.types));
    if (rows.length > limit) return { events, next: events.at(-1)!.position };
    return { events, next: part.isLast ? undefined : part.upTo };
  }

  /** From the asked place to where the time asked for ends, but no further than a search without an index may go. */
  private async partOf({ stream, correlation, from, to }: WantedEvents, after: Position): Promise<Part> {
    const { rows } = await this.database.query<{ first: string; last: string }>(
      `select case when $1::timestamptz is null then 0 else position_before($1::timestamptz - interval '10 minutes') end as first,
         case when $2::timestamptz is null then (select position from log_head)
           else position_before($2::timestamptz + interval '10 minutes') end as last`,
      [from, to],
    );
    const start = Math.max(after, Number(rows[0]!.first));
    const last = Number(rows[0]!.last);
    const isIndexed = stream !== undefined || correlation !== undefined;
    const upTo = isIndexed ? last : Math.min(last, start + this.widest);
    return { after: positionFrom(start), upTo: positionFrom(upTo), isLast: upTo >= last };
  }
}
