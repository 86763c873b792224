import { setImmediate as restOfTheTurn } from 'node:timers/promises';
import type pg from 'pg';
import type { ClientBase, QueryConfig, QueryResult } from 'pg';
import { withConnection } from './pool.js';

interface Waiting {
  readonly statement: QueryConfig;
  resolve(result: QueryResult): void;
  reject(error: unknown): void;
}

/** Most statements that travel together, so that the answers of none are held up by those of too many others. */
const most = 16;

/**
 * Statements that are asked in the same turn of the event loop leave in one message and share a connection: the system call that
 * sends, and waking the server for it, cost more than a short statement. Each is a transaction of its own and has its own answer,
 * whatever the server says to the others; the connection they lose together. They are carried out one after the other, so only short ones that wait for no lock belong here.
 */
export class Gathered {
  private waiting: Waiting[] = [];

  constructor(private readonly pool: pg.Pool) {}

  ask(statement: QueryConfig): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ statement, resolve, reject }) === 1) void this.send();
    });
  }

  private async send(): Promise<void> {
    await restOfTheTurn();
    const all = this.waiting;
    this.waiting = [];
    for (let at = 0; at < all.length; at += most) void sendOver(this.pool, all.slice(at, at + most));
  }
}

async function sendOver(pool: pg.Pool, asked: readonly Waiting[]): Promise<void> {
  try {
    await withConnection(pool, (client) => Promise.allSettled(sendAtOnce(client, asked)));
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}

function sendAtOnce(client: ClientBase, asked: readonly Waiting[]): readonly Promise<void>[] {
  const { stream } = (client as unknown as { connection: { stream: pg.Connection['stream'] } }).connection;
  stream.cork();
  try {
    return asked.map(({ statement, resolve, reject }) => client.query(statement).then(resolve, reject));
  } finally {
    stream.uncork();
  }
}
