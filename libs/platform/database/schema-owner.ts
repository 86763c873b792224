import pg from 'pg';
import { type Transaction, transactionOn } from './database.js';
import { type ContextHome, namesOf } from './provision.js';

/** How long it waits for a lock, in milliseconds; then whoever asked is told to come again. */
const lockTimeout = 5_000;

/** Several transactions of one connection, one after the other. */
export interface Session {
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Acts as the owner of a context's schema, who alone may create, rename and drop tables. */
export class SchemaOwner {
  constructor(private readonly home: ContextHome) {}

  /** Runs work in one transaction on a connection of its own. Changes of tables are part of it. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.session((session) => session.transaction(work));
  }

  /** Runs work on a connection of its own, which ends with it. What the session holds, such as a lock, ends with that. */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { schema, owner } = namesOf(this.home);
    const client = new pg.Client({
      connectionString: this.home.adminUrl,
      application_name: `tearline ${this.home.context} owner`,
      options: `-c role=${owner} -c search_path=${schema} -c lock_timeout=${lockTimeout}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work({ transaction: (part) => transactionOn(client, part) });
    } finally {
      await client.end().catch(() => {});
    }
  }
}
