import pg from 'pg';
import type { PoolClient } from 'pg';
import type { MixedList } from 'typeorm';
import { DataSource } from 'typeorm';
import { isBroken } from './pool.js';

type Entity = Function;

/**
 * TypeORM on a context's own pool, for reading its read models. It opens no connections of its own. With a prefix, the
 * entities' tables are those whose names begin with it.
 */
export async function dataSourceOn(
  pool: pg.Pool,
  schema: string,
  entities: readonly Entity[],
  prefix?: string,
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    schema,
    entities: [...entities] as MixedList<Entity>,
    installExtensions: false,
    ...(prefix !== undefined && { entityPrefix: prefix }),
    driver: { ...pg, Pool: lending(pool) },
  });
  return dataSource.initialize();
}

type Connected = (error: Error | undefined, client?: PoolClient, release?: (error?: unknown) => void) => void;

/** What TypeORM takes for a pool: it lends from ours, gives broken connections back as such, and leaves the closing to us. */
function lending(pool: pg.Pool) {
  return class {
    on() {
      return this;
    }

    connect(connected: Connected): void {
      pool.connect().then(
        (client) => connected(undefined, client, (error) => client.release(Boolean(error) || isBroken(client))),
        (error: Error) => connected(error),
      );
    }

    end(ended: () => void): void {
      ended();
    }
  };
}
