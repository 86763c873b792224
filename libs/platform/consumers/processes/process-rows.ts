import type { ProcessStatus } from '#platform/core';
import { plannedOnce, type Queryable, type Transaction } from '#platform/database';

/** What one process is at. */
export interface NotedProcess {
  readonly process: string;
  readonly correlation: string;
  readonly state: Exclude<ProcessStatus, 'none'>;
  /** Why it is stopped. */
  readonly reason?: string | undefined;
  /** ISO 8601; left out, now. */
  readonly since?: string;
}

/** A process as it is listed. */
export interface ListedProcess extends Omit<NotedProcess, 'reason' | 'since'> {
  readonly reason: string | null;
  /** When it heard its first fact. ISO 8601, like all times here. */
  readonly since: string;
  /** When its state last changed. */
  readonly changedAt: string;
  /** The timers that run. */
  readonly timers: readonly { readonly timer: string; readonly dueAt: string }[];
}

/** `open` are all that have neither stopped nor ended, the waiting ones included. */
export type WantedProcesses = 'open' | 'stopped' | 'ended';

/** A place in the list of processes. */
export type ProcessPlace = readonly [since: string, process: string, correlation: string];

/** Notes what processes are at; of one that is known, `since` stays. */
export async function noteProcesses(transaction: Transaction, processes: readonly NotedProcess[]): Promise<void> {
  if (processes.length > 0) await write(transaction, processes, noted);
}

/** Enters processes that were begun before they were noted; those that are known are left alone. */
export function enterProcesses(transaction: Transaction, processes: readonly NotedProcess[]): Promise<void> {
  return write(transaction, processes, 'on conflict do nothing');
}

const noted = `on conflict (process, correlation) do update
  set state = excluded.state, reason = excluded.reason, changed_at = clock_timestamp()`;

async function write(on: Queryable, processes: readonly NotedProcess[], otherwise: string): Promise<void> {
  const statement = plannedOnce(
    `insert into processes (process, correlation, state, reason, since)
     select process, correlation, state, reason, coalesce(since, clock_timestamp())
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
       n(process, correlation, state, reason, since)
     order by process, correlation ${otherwise}`,
    [
      processes.map(({ process }) => process),
      processes.map(({ correlation }) => correlation),
      processes.map(({ state }) => state),
      processes.map(({ reason }) => reason ?? null),
      processes.map(({ since }) => since ?? null),
    ],
  );
  await on.query(statement);
}

interface ListedRow extends Omit<ListedProcess, 'since' | 'changedAt' | 'timers'> {
  readonly since: Date;
  readonly changed_at: Date;
  readonly timers: readonly { readonly timer: string; readonly due: number }[];
}

const listed = `select p.process, p.correlation, p.state, p.reason, p.since, p.changed_at, (
    select coalesce(json_agg(json_build_object('timer', t.timer, 'due', extract(epoch from t.due_at)) order by t.due_at), '[]')
    from timers t where (t.process, t.correlation) = (p.process, p.correlation)) as timers
  from processes p`;

const states = { open: ['waiting', 'open'], stopped: ['stopped'], ended: ['ended'] };

/** The longest begun first; at most `limit`, behind a place. */
export async function listProcesses(
  database: Queryable,
  wanted: WantedProcesses,
  limit: number,
  after?: ProcessPlace,
): Promise<readonly ListedProcess[]> {
  const { rows } = await database.query<ListedRow>(
    `${listed} where p.state = any($1) and ($3::timestamptz is null or (p.since, p.process, p.correlation) > ($3, $4, $5))
     order by p.since, p.process, p.correlation limit $2`,
    [states[wanted], limit, after?.[0], after?.[1], after?.[2]],
  );
  return rows.map(fromRow);
}

export async function findProcess(
  on: Queryable,
  process: string,
  correlation: string,
): Promise<ListedProcess | undefined> {
  const { rows } = await on.query<ListedRow>(`${listed} where p.process = $1 and p.correlation = $2`, [
    process,
    correlation,
  ]);
  return rows[0] && fromRow(rows[0]);
}

/** How many of each there are; those that have ended are not counted. */
export async function countProcesses(
  database: Queryable,
): Promise<readonly { readonly process: string; readonly state: string; readonly count: number }[]> {
  const { rows } = await database.query<{ process: string; state: string; count: number }>({
    name: 'count processes',
    text: `select process, state, count(*)::integer as count from processes where state <> 'ended' group by process, state`,
  });
  return rows;
}

function fromRow({ since, changed_at: changedAt, timers, ...row }: ListedRow): ListedProcess {
  return {
    ...row,
    since: since.toISOString(),
    changedAt: changedAt.toISOString(),
    timers: timers.map(({ timer, due }) => ({ timer, dueAt: new Date(due * 1000).toISOString() })),
  };
}
