import pg from 'pg';
import { type Transaction, transactionOn } from './database.js';
import { type ContextHome, namesOf } from './provision.js';

/** How long it waits for a lock, in milliseconds; then whoever asked is told to come again. */
const lockTimeout = 5_000;

/** Acts as the owner of a context's schema, who alone may create, rename and drop tables. */
export class SchemaOwner {
  constructor(private readonly home: ContextHome) {}

  /** Runs work in one transaction on a connection of its own. Changes of tables are part of it. */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
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
      return await transactionOn(client, work);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
