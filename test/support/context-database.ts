import { createPool, Database, migrate, type Migration, namesOf, runningUrl, SchemaOwner } from '#platform/database';
import pg from 'pg';
import { createTestDatabase } from './database.js';

/** A context's database as the host gives it to the context, and an operator who may do everything. */
export interface ContextDatabase {
  /** As the context runs: its own role, its own schema. */
  readonly database: Database;
  readonly schema: string;
  readonly owner: string;
  /** The running role's address. */
  readonly url: string;
  /** Acts as the owner. */
  readonly schemaOwner: SchemaOwner;
  /** A superuser in the context's schema. */
  readonly operator: Database;
  /** One more pool of the running role, as another process has it. */
  anotherPool(options?: { readonly connections?: number; readonly name?: string }): Database;
  /** Brings it to what a later version of it declares. */
  migrate(migrations: readonly Migration[]): Promise<void>;
  close(): Promise<void>;
}

/** Provisions and migrates one context in a database of its own. */
export async function openContextDatabase(
  context: string,
  migrations: readonly Migration[],
  { connections = 8 }: { readonly connections?: number } = {},
): Promise<ContextDatabase> {
  const test = await createTestDatabase();
  const home = {
    context,
    adminUrl: test.url,
    setting: 'DATABASE_URL',
    rolePrefix: 'tearline_test',
    secret: 'known to tests',
  };
  const { schema, owner } = namesOf(home);
  const pools: pg.Pool[] = [];
  const open = (url: string, name: string, size: number) => {
    const pool = createPool({ url, name, schema, connections: size, onError: () => {} });
    pools.push(pool);
    return new Database(pool);
  };
  const database = open(runningUrl(home), `${context} under test`, connections);
  const migrateTo = (present: readonly Migration[]) => migrate(home, database.pool, present);
  await migrateTo(migrations);
  return {
    database,
    schema,
    owner,
    schemaOwner: new SchemaOwner(home),
    url: runningUrl(home),
    operator: open(test.url, 'operator', 3),
    anotherPool: ({ connections: size = 4, name = `${context} elsewhere` } = {}) => open(runningUrl(home), name, size),
    migrate: migrateTo,
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await test.drop();
    },
  };
}
