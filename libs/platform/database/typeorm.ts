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

/**
 * What TypeORM takes for a pool: it lends from ours, gives broken connections back as such, and leaves the closing to us. Its
 * statements are planned each time that they are asked, so while they are, a table may be read through where that is cheaper.
 */
function lending(pool: pg.Pool) {
  return class {
    on() {
      return this;
    }

    connect(connected: Connected): void {
      pool.connect().then(
        (client) => lend(client, connected),
        (error: Error) => connected(error),
      );
    }

    end(ended: () => void): void {
      ended();
    }
  };
}

function lend(client: PoolClient, connected: Connected): void {
  mayReadThrough(client, 'on');
  connected(undefined, client, (error) => {
    mayReadThrough(client, 'off');
    client.release(Boolean(error) || isBroken(client));
  });
}

/** Travels ahead of what is asked next; the pool notices a connection that cannot carry it. */
function mayReadThrough(client: PoolClient, choice: 'on' | 'off'): void {
  client.query(`set enable_seqscan = ${choice}`).catch(() => {});
}
