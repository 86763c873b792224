import type { Queryable, Transaction } from '#platform/database';

/** A timer of one process instance. */
export interface Timer {
  readonly process: string;
  readonly correlation: string;
  readonly timer: string;
}

export interface TimerStart extends Timer {
  readonly milliseconds: number;
}

/** Starts timers; they run by the database's clock. One that runs already is left alone. */
export async function startTimers(transaction: Transaction, timers: readonly TimerStart[]): Promise<void> {
  if (timers.length === 0) return;
  await transaction.query(
    `insert into timers (process, correlation, timer, due_at)
     select process, correlation, timer, clock_timestamp() + make_interval(secs => milliseconds / 1000)
     from unnest($1::text[], $2::text[], $3::text[], $4::double precision[]) t(process, correlation, timer, milliseconds)
     on conflict do nothing`,
    [
      timers.map(({ process }) => process),
      timers.map(({ correlation }) => correlation),
      timers.map(({ timer }) => timer),
      timers.map(({ milliseconds }) => milliseconds),
    ],
  );
}

/** The timers of one process that have run out. */
export async function dueTimers(database: Queryable, process: string, limit: number): Promise<readonly Timer[]> {
  const { rows } = await database.query<{ process: string; correlation: string; timer: string }>({
    name: 'due timers',
    text: `select process, correlation, timer from timers
      where process = $1 and due_at <= (select clock_timestamp()) order by due_at limit $2`,
    values: [process, limit],
  });
  return rows;
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

/** Takes a timer away as it fires; false when it has fired elsewhere. */
export async function takeTimer(transaction: Transaction, { process, correlation, timer }: Timer): Promise<boolean> {
  const { rowCount } = await transaction.query(
    'delete from timers where process = $1 and correlation = $2 and timer = $3',
    [process, correlation, timer],
  );
  return rowCount === 1;
}
