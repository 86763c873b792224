import type { Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import type { Coverage } from './coverage.js';

/** How the consumers of one context stand by its database, whoever runs them. */
export interface Standing {
  readonly head: Position;
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly held: readonly HeldByConsumer[];
  readonly overdue: readonly OverdueTimers[];
}

interface StoredCheckpoint extends Coverage {
  readonly consumer: string;
  readonly source: string;
  readonly position: Position;
  /** Seconds since the next event of the own log that is not archived was recorded; null for another source, and when there is none. */
  readonly waits: number | null;
}

interface HeldByConsumer {
  readonly consumer: string;
  readonly status: 'due' | 'parked';
  readonly streams: number;
  readonly events: number;
}

interface OverdueTimers {
  readonly process: string;
  readonly timers: number;
  /** Seconds since the oldest was due. */
  readonly oldest: number;
}

/** Reads everything in one statement. */
export async function readStanding(database: Queryable): Promise<Standing> {
  const { rows } = await database.query<{ standing: Standing }>({ name: 'standing', text: statement });
  return rows[0]!.standing;
}

const statement = `
  select json_build_object(
    'head', (select position from log_head),
    'checkpoints', (select coalesce(json_agg(c), '[]') from (
      select c.consumer, c.source, c.position, next.waits,
        c.counted_from as "countedFrom", c.handled, c.passed_over as "passedOver", c.set_aside as "setAside",
        coalesce(r.handled, 0) as "handledLater", coalesce(r.discarded, 0) as discarded,
        (select count(*) from held_events e where (e.consumer, e.source) = (c.consumer, c.source)) as waiting
      from checkpoints c
      left join released_events r using (consumer, source)
      left join lateral (
        select extract(epoch from clock_timestamp() - e.recorded_at)::double precision as waits
        from events e where c.source = 'log' and e.position > c.position order by e.position limit 1) next on true
      where c.lane = 0) c),
    'held', (select coalesce(json_agg(h), '[]') from (
      select s.consumer, s.status, count(distinct (s.source, s.stream)) as streams, count(*) as events
      from held_streams s join held_events e using (consumer, source, stream)
      group by s.consumer, s.status) h),
    'overdue', (select coalesce(json_agg(t), '[]') from (
      select process, count(*) as timers,
        extract(epoch from clock_timestamp() - min(due_at))::double precision as oldest
      from timers where due_at <= clock_timestamp() group by process) t)
  ) as standing`;
