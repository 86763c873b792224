import type { Position } from '#platform/core';
import type { Queryable } from '#platform/database';
import type { Held, LaneCheckpoint } from './coverage.js';
import type { LaneCount } from '../lanes/lanes.js';

/** How the consumers of one context stand by its database, whoever runs them. */
export interface Standing {
  readonly head: Position;
  readonly lanes: Readonly<Record<string, LaneCount>>;
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly setAside: readonly SetAside[];
  readonly held: readonly HeldByConsumer[];
  readonly overdue: readonly OverdueTimers[];
}

/** How far one lane is. */
export interface StoredCheckpoint extends LaneCheckpoint {
  readonly consumer: string;
  readonly source: string;
  /** Seconds since the next event of the own log that is not archived was recorded; null for another source, and when there is none. */
  readonly waits: number | null;
}

/** What became of the events that all lanes of a consumer have set aside. */
interface SetAside extends Held {
  readonly consumer: string;
  readonly source: string;
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
    'lanes', (select coalesce(json_object_agg(consumer, lanes), '{}') from consumer_lanes),
    'checkpoints', (select coalesce(json_agg(c), '[]') from (
      select c.consumer, c.source, c.lane, c.position, c.ahead, next.waits,
        c.counted_from as "countedFrom", c.handled, c.passed_over as "passedOver", c.set_aside as "setAside", c.elsewhere
      from checkpoints c
      left join lateral (
        select extract(epoch from clock_timestamp() - e.recorded_at)::double precision as waits
        from events e where c.source = 'log' and e.position > c.position order by e.position limit 1) next on true) c),
    'setAside', (select coalesce(json_agg(s), '[]') from (
      select consumer, source, coalesce(e.waiting, 0) as waiting,
        coalesce(r.handled, 0) as "handledLater", coalesce(r.discarded, 0) as discarded
      from (select consumer, source, count(*) as waiting from held_events group by consumer, source) e
      full join released_events r using (consumer, source)) s),
    'held', (select coalesce(json_agg(h), '[]') from (
      select s.consumer, s.status, count(distinct (s.source, s.stream)) as streams, count(*) as events
      from held_streams s join held_events e using (consumer, source, stream)
      group by s.consumer, s.status) h),
    'overdue', (select coalesce(json_agg(t), '[]') from (
      select process, count(*) as timers,
        extract(epoch from clock_timestamp() - min(due_at))::double precision as oldest
      from timers where due_at <= clock_timestamp() group by process) t)
  ) as standing`;
