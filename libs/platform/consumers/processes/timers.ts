import { plannedOnce, type Queryable, type Transaction } from '#platform/database';
import { isWeakened } from '#platform/weakening';

/** A timer of one process instance. */
export interface Timer {
  readonly process: string;
  readonly correlation: string;
  readonly timer: string;
}

/** On whose behalf a timer was started. */
export interface TimerOrigin {
  readonly correlationId?: string;
  readonly traceparent?: string;
}

export interface TimerStart extends Timer {
  readonly milliseconds: number;
  readonly origin: TimerOrigin;
}

export interface DueTimer extends Timer {
  readonly origin: TimerOrigin;
  /** How often it has failed. */
  readonly attempts: number;
}

/** Starts timers; they run by the database's clock. One that runs already is left alone. */
export async function startTimers(transaction: Transaction, timers: readonly TimerStart[]): Promise<void> {
  if (timers.length === 0) return;
  await transaction.query(
    plannedOnce(
      `insert into timers (process, correlation, timer, due_at, correlation_id, traceparent)
     select process, correlation, timer, clock_timestamp() + make_interval(secs => milliseconds / 1000), correlation_id, traceparent
     from unnest($1::text[], $2::text[], $3::text[], $4::double precision[], $5::text[], $6::text[])
       t(process, correlation, timer, milliseconds, correlation_id, traceparent)
     on conflict do nothing`,
      [
        timers.map(({ process }) => process),
        timers.map(({ correlation }) => correlation),
        timers.map(({ timer }) => timer),
        timers.map(({ milliseconds }) => milliseconds),
        timers.map(({ origin }) => origin.correlationId ?? null),
        timers.map(({ origin }) => origin.traceparent ?? null),
      ],
    ),
  );
}

/** The timers of one process that have run out. */
export async function dueTimers(database: Queryable, process: string, limit: number): Promise<readonly DueTimer[]> {
  const { rows } = await database.query<
    Omit<DueTimer, 'origin'> & { correlation_id: string | null; traceparent: string | null }
  >({
    name: 'due timers',
    text: `select process, correlation, timer, attempts, correlation_id, traceparent from timers
      where process = $1 and due_at <= coalesce($3, (select clock_timestamp())) order by due_at limit $2`,
    values: [process, limit, ownTime()],
  });
  return rows.map(({ correlation_id: correlationId, traceparent, ...timer }) => ({
    ...timer,
    origin: { ...(correlationId !== null && { correlationId }), ...(traceparent !== null && { traceparent }) },
  }));
}

/** Puts off a timer that could not be handled, longer each time, so that it keeps nothing else waiting. */
export async function putOffTimer(database: Queryable, { process, correlation, timer }: Timer): Promise<void> {
  await database.query(
    `update timers set attempts = attempts + 1,
       due_at = clock_timestamp() + least(interval '5 minutes', interval '100 milliseconds' * power(2, least(attempts, 20)))
     where process = $1 and correlation = $2 and timer = $3`,
    [process, correlation, timer],
  );
}

/** Takes timers away that are no longer wanted. */
export async function stopTimers(transaction: Transaction, timers: readonly Timer[]): Promise<void> {
  if (timers.length === 0) return;
  await transaction.query(
    `delete from timers t using unnest($1::text[], $2::text[], $3::text[]) gone(process, correlation, timer)
     where (t.process, t.correlation, t.timer) = (gone.process, gone.correlation, gone.timer)`,
    [
      timers.map(({ process }) => process),
      timers.map(({ correlation }) => correlation),
      timers.map(({ timer }) => timer),
    ],
  );
}

/** Takes a timer away as it fires; false when it has fired elsewhere, was cancelled, or was restarted meanwhile. */
export async function takeTimer(transaction: Transaction, { process, correlation, timer }: Timer): Promise<boolean> {
  const { rowCount } = await transaction.query(
    `delete from timers
     where process = $1 and correlation = $2 and timer = $3 and due_at <= coalesce($4, clock_timestamp())`,
    [process, correlation, timer, ownTime()],
  );
  return rowCount === 1;
}

/** What no timer may run by: the time of this process. */
function ownTime(): Date | null {
  return isWeakened('timers-by-the-database') ? new Date() : null;
}
