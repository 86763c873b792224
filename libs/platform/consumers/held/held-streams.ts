import type { Position } from '#platform/core';
import { positionFrom } from '#platform/core';
import { answered, type Queryable, type Transaction } from '#platform/database';
import { type Lane, lastOf } from '../lanes/lanes.js';

/** One stream of one source that one consumer has set aside: its events wait in order while all other streams flow. */
export interface HeldStream {
  readonly source: string;
  readonly stream: string;
}

/** A held stream that is to be tried now, with its first waiting event. */
export interface DueStream extends HeldStream {
  readonly attempts: number;
  readonly position: Position;
}

/** A failed attempt: when to try again, or that it is enough. */
export interface Failure {
  readonly attempts: number;
  readonly error: string;
  /** Milliseconds until the next attempt; undefined parks the stream until a person decides. */
  readonly retryAfter: number | undefined;
}

/** The streams that one lane of a consumer holds back, in its context's database. `due` ones are tried again, `parked` ones wait for a person. */
export class HeldStreams {
  constructor(
    private readonly database: Queryable,
    private readonly consumer: string,
    private readonly lane: Lane,
  ) {}

  /** All of them. */
  async all(): Promise<readonly HeldStream[]> {
    const { rows } = await this.database.query<{ source: string; stream: string }>(
      'select source, stream from held_streams where consumer = $1 and slot between $2 and $3',
      [this.consumer, this.lane.first, lastOf(this.lane)],
    );
    return rows;
  }

  /** Puts events behind their held streams; a stream that was not held yet is due at once. */
  async hold(
    transaction: Transaction,
    source: string,
    events: readonly { stream: string; position: Position }[],
  ): Promise<void> {
    if (events.length === 0) return;
    const streams = events.map(({ stream }) => stream);
    const held = transaction.query({
      name: 'hold streams',
      text: `insert into held_streams (consumer, source, stream, status, attempts, due_at)
        select distinct on (stream) $1, $2, stream, 'due', 0, clock_timestamp() from unnest($3::text[]) stream order by stream
        on conflict (consumer, source, stream) do update set due_at = held_streams.due_at`,
      values: [this.consumer, source, streams],
    });
    const behind = transaction.query({
      name: 'hold events',
      text: `insert into held_events (consumer, source, stream, position)
        select $1, $2, stream, position from unnest($3::text[], $4::bigint[]) held(stream, position) on conflict do nothing`,
      values: [this.consumer, source, streams, events.map(({ position }) => position)],
    });
    await answered([held, behind]);
  }

  /** The held streams whose time has come, by the database's clock, without those at work. */
  async due(limit: number, atWork: readonly string[] = []): Promise<readonly DueStream[]> {
    const { rows } = await this.database.query<{ source: string; stream: string; attempts: number; position: string }>({
      name: 'due streams',
      text: `select s.source, s.stream, s.attempts, first.position
        from held_streams s
        cross join lateral (
          select e.position from held_events e
          where e.consumer = s.consumer and e.source = s.source and e.stream = s.stream order by e.position limit 1) first
        where s.consumer = $1 and s.status = 'due' and s.due_at <= (select clock_timestamp()) and s.source || ' ' || s.stream <> all($3)
          and s.slot between $4 and $5
        order by s.due_at limit $2`,
      values: [this.consumer, limit, [...atWork], this.lane.first, lastOf(this.lane)],
    });
    return rows.map((row) => ({ ...row, position: positionFrom(row.position) }));
  }

  /** Takes handled events out; throws when another instance has done so with one of them. */
  async finish(transaction: Transaction, handled: readonly DueStream[]): Promise<void> {
    const inOrder = handled.toSorted((a, b) => (a.stream < b.stream ? -1 : 1));
    const { rows } = await transaction.query<{ stream: string }>({
      name: 'finish held events',
      text: `with finished as materialized (
          select source, stream, finish_held_event($1, source, stream, position) as done
          from unnest($2::text[], $3::text[], $4::bigint[]) handled(source, stream, position)),
        counted as (
          insert into released_events as r (consumer, source, handled)
          select $1, source, count(*) from finished group by source
          on conflict (consumer, source) do update set handled = r.handled + excluded.handled)
        select stream from finished where not done`,
      values: [
        this.consumer,
        inOrder.map(({ source }) => source),
        inOrder.map(({ stream }) => stream),
        inOrder.map(({ position }) => position),
      ],
    });
    if (rows.length > 0) throw new Error(`${rows[0]!.stream} was handled elsewhere`);
  }

  /** Notes a failed attempt. */
  async fail(on: Queryable, { source, stream }: HeldStream, { attempts, error, retryAfter }: Failure): Promise<void> {
    await on.query(
      `update held_streams set attempts = $4, error = $5, status = $6,
         due_at = clock_timestamp() + make_interval(secs => $7::double precision / 1000)
       where consumer = $1 and source = $2 and stream = $3`,
      [this.consumer, source, stream, attempts, error, retryAfter === undefined ? 'parked' : 'due', retryAfter ?? 0],
    );
  }
}
