import type pg from 'pg';
import type { ClientBase, QueryConfig, QueryResultRow } from 'pg';
import { Gathered } from './gathered.js';
import { isBroken, withConnection } from './pool.js';
import { type Asked, sendTogether } from './together.js';

/** What a statement answered. */
export interface Answer<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** Anything that runs SQL: the database for single statements, a transaction for several. */
export interface Queryable {
  query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]): Promise<Answer<Row>>;
}

/** An open transaction. */
export type Transaction = Queryable;

/** One context's database: its pool, with the search path set to its schema. */
export class Database implements Queryable {
  private readonly gathered: Gathered;

  constructor(readonly pool: pg.Pool) {
    this.gathered = new Gathered(pool);
  }

  query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]): Promise<Answer<Row>> {
    return withConnection(this.pool, (client) => ask<Row>(client, statement, values));
  }

  /** For short reads that many ask for at the same time: those of one turn of the event loop share a connection and a message. */
  async read<Row extends QueryResultRow>(statement: QueryConfig): Promise<readonly Row[]> {
    const { rows } = await this.gathered.ask(statement);
    return rows as Row[];
  }

  /** Runs work in one transaction (READ COMMITTED): committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return withConnection(this.pool, (client) => transactionOn(client, work));
  }
}

/**
 * Waits for statements of one transaction that were all sent at once, which takes one round trip instead of one for each. Throws
 * what the first that failed had to say, once nothing is under way any more: what follows from an answer is not sent after the end.
 */
export async function answered(sent: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(sent);
  await Promise.all(sent);
}

/** Runs work in one transaction of a connection. Whoever asks it after its end is refused: the connection may be another's by then. */
export async function transactionOn<T>(client: ClientBase, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const outbox = new Outbox(client);
  let hasEnded = false;
  const transaction: Transaction = {
    query: async (statement, values) => {
      if (hasEnded) throw new Error('This transaction has ended, and a statement was still to be sent');
      return outbox.ask(typeof statement === 'string' ? { text: statement, ...(values && { values }) } : statement);
    },
  };
  try {
    const result = await work(transaction).finally(() => (hasEnded = true));
    outbox.send();
    if (outbox.hasBegun) await client.query('commit');
    return result;
  } catch (error) {
    outbox.drop(error);
    if (outbox.hasBegun && !isBroken(client)) await client.query('rollback');
    throw error;
  }
}

/** The statements of a transaction: what is asked in one turn leaves in one message, the first one with the `begin` in front. */
class Outbox {
  hasBegun = false;
  private asked: Asked[] = [];

  constructor(private readonly client: ClientBase) {}

  ask<Row extends QueryResultRow>(statement: QueryConfig): Promise<Answer<Row>> {
    return new Promise((resolve, reject) => {
      if (this.asked.length === 0) queueMicrotask(() => process.nextTick(() => this.send()));
      const answer: Asked['answer'] = (error, result) =>
        error === null ? resolve({ rows: result.rows as Row[], rowCount: result.rowCount ?? 0 }) : reject(error);
      this.asked.push({ statement, answer });
    });
  }

  /** Nothing waits once this is done: what is sent after the end of the transaction would meet whoever has the connection then. */
  send(): void {
    if (this.asked.length === 0) return;
    const begin: readonly Asked[] = this.hasBegun ? [] : [{ statement: { text: 'begin' }, answer: () => {} }];
    this.hasBegun = true;
    sendTogether(this.client, [...begin, ...this.asked.splice(0)]);
  }

  /** Sends nothing of what still waits. */
  drop(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error('The transaction has failed', { cause: reason });
    for (const { answer } of this.asked.splice(0)) answer(error, undefined as never);
  }
}

async function ask<Row extends QueryResultRow>(
  client: ClientBase,
  statement: string | QueryConfig,
  values: unknown[] | undefined,
): Promise<Answer<Row>> {
  const { rows, rowCount } = await client.query<Row>(statement as string, values);
  return { rows, rowCount: rowCount ?? 0 };
}
