import { isWeakened } from '#platform/weakening';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import type { ContextHome } from './provision.js';
import { namesOf, provision } from './provision.js';

/** A migration's class; its `name` ends in 13 digits, which order it. */
export type Migration = new () => MigrationInterface;

/**
 * Brings a context's schema to the present, as its owner, under an advisory lock: of several processes that start at once
 * one migrates and the others wait for it. Costs one query when there is nothing to do.
 */
export async function migrate(
  home: ContextHome,
  runningPool: pg.Pool,
  migrations: readonly Migration[],
): Promise<void> {
  if (await isCurrent(runningPool, migrations)) return;
  await provision(home);
  const { schema, owner } = namesOf(home);
  const lock = new pg.Client({ connectionString: home.adminUrl, connectionTimeoutMillis: 5_000 });
  lock.on('error', () => {});
  await lock.connect();
  try {
    if (!isWeakened('one-migrates'))
      await lock.query(`select pg_advisory_lock(hashtext('tearline migrations'), hashtext($1))`, [schema]);
    const dataSource = await new DataSource({
      type: 'postgres',
      url: home.adminUrl,
      schema,
      migrations: [...migrations],
      migrationsTableName: 'migrations',
      migrationsTransactionMode: 'all',
      installExtensions: false,
      extra: { options: `-c role=${owner} -c search_path=${schema}`, max: 1 },
    }).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

async function isCurrent(pool: pg.Pool, migrations: readonly Migration[]): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ name: string }>('select name from migrations');
    const done = new Set(rows.map(({ name }) => name));
    return migrations.every((migration) => done.has(new migration().name ?? migration.name));
  } catch {
    return false;
  }
}
