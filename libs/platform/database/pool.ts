import { isWeakened } from '#platform/weakening';
import pg from 'pg';
import type { PoolClient } from 'pg';
import { isServerAnswer } from './errors.js';

/** Every wait on the database has an end. Milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** The server ends a statement after this. */
  readonly statement: number;
  /** The client gives up on a server that does not answer; longer than `statement`, so that the server's word comes first. */
  readonly answer: number;
  /** The server ends a transaction whose client went silent. */
  readonly idleInTransaction: number;
}

const defaultTimeouts: Timeouts = { connect: 5_000, statement: 10_000, answer: 12_000, idleInTransaction: 10_000 };

export interface PoolOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  readonly schema: string;
  readonly connections: number;
  readonly timeouts?: Partial<Timeouts>;
  /** Told of connections that broke while idle. */
  readonly onError: (error: Error) => void;
}

/** Zero is never. */
function withoutEnd(): Partial<Timeouts> {
  return isWeakened('waits-have-an-end') ? { connect: 0, statement: 0, answer: 0, idleInTransaction: 0 } : {};
}

/** Connections on which something failed that the server did not answer itself; they must not be used again. */
const broken = new WeakSet<object>();

/**
 * A pool whose every call ends in time and whose broken connections neither end the process nor are used again. On its connections
 * a table is read through only where no index serves: plans of named statements and functions are kept, and one that was made while
 * a table was small would read it through however much it grew.
 */
export function createPool({ url, name, schema, connections, timeouts, onError }: PoolOptions): pg.Pool {
  const { connect, statement, answer, idleInTransaction } = { ...defaultTimeouts, ...timeouts, ...withoutEnd() };
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    options: `-c search_path=${schema} -c timezone=UTC -c enable_seqscan=off`,
    max: connections,
    connectionTimeoutMillis: connect,
    statement_timeout: statement,
    query_timeout: answer,
    idle_in_transaction_session_timeout: idleInTransaction,
    // The driver closes a pipelined connection on which a call timed out.
    pipeline: !isWeakened('broken-connections-are-closed'),
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', onError);
  pool.on('connect', (client) => {
    client.on('error', onError);
    noticeFailures(client);
  });
  return pool;
}

/** Lends a connection to work and takes it back; a broken one is closed. */
export async function withConnection<T>(pool: pg.Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release(isBroken(client));
  }
}

/** Whether a connection must be closed instead of being used again. */
export function isBroken(client: object): boolean {
  return broken.has(client);
}

type Callback = (error: Error | undefined, ...rest: unknown[]) => void;

/** Looks at a failure on a connection: one that the server did not answer itself means that it must not be used again. */
export function noteFailure(client: object, error: unknown): void {
  if (!isServerAnswer(error) && !isWeakened('broken-connections-are-closed')) broken.add(client);
}

/** A client that timed out answers the next question with the answer to the last; so each failure is looked at. */
function noticeFailures(client: PoolClient): void {
  const notice = (error: unknown) => noteFailure(client, error);
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const noticed: Callback = (error, ...rest) => {
        if (error) notice(error);
        (callback as Callback)(error, ...rest);
      };
      return query(...args.slice(0, -1), noticed);
    }
    const answer = query(...args);
    if (answer instanceof Promise) answer.catch(notice);
    return answer;
  };
  client.query = watched as typeof client.query;
}
