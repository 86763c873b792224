import pg from 'pg';
import { plannedOnce } from '#platform/database';
import { laneCounts } from './lanes.js';
import type { Instance } from './shares.js';

/** Who runs what and who could, by the session advisory locks of a database. */
export interface Holders {
  /** Who does a unit of work, by its name. */
  readonly owners: ReadonlyMap<string, Instance>;
  /** Who takes part in a work, and in how many lanes each of them wants it. */
  readonly candidates: ReadonlyMap<string, ReadonlyMap<Instance, number>>;
  /** By what the instances call themselves. */
  readonly names: ReadonlyMap<Instance, string>;
}

const owning = 'tearline consumer';
const candidacy = (lanes: number) => `tearline consumer in lanes: ${lanes}`;

interface HolderRow {
  readonly name: string;
  /** 0 in the lock of an owner. */
  readonly lanes: number;
  readonly instance: Instance;
  readonly called: string | null;
}

/** How long the server may take to answer before what is held counts as lost, in milliseconds. */
const patience = 2_000;

/** One connection that holds session advisory locks. What it is asked it does one after the other. */
export class LockSession {
  private readonly lostSignal = new AbortController();
  private last: Promise<unknown> = Promise.resolve();
  private readonly client: pg.Client;

  constructor(connection: pg.ClientConfig) {
    this.client = new pg.Client({
      ...connection,
      query_timeout: patience,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.client.on('error', this.lose);
    this.client.on('end', this.lose);
  }

  /** Aborted when the connection is no more, and with it the locks. */
  get lost(): AbortSignal {
    return this.lostSignal.signal;
  }

  readonly lose = (): void => this.lostSignal.abort();

  /** Connects, and answers with the number of the session. After `silence` milliseconds without a word the server ends it. */
  async open(silence: number | undefined): Promise<Instance> {
    await this.client.connect();
    try {
      if (silence !== undefined) await this.ask(`set idle_session_timeout = ${silence}`);
      const [row] = await this.ask<{ self: Instance }>('select pg_backend_pid() as self');
      return row!.self;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.lose();
    await this.client.end().catch(() => {});
  }

  /** Shows that we still live. */
  async speak(): Promise<void> {
    await this.ask('select 1');
  }

  /** Looks who holds and who could hold these names. */
  async holders(names: readonly string[]): Promise<Holders> {
    const classes = [owning, ...laneCounts.map(candidacy)];
    const rows = await this.ask<HolderRow>(holdersOf, [[...names], classes, [0, ...laneCounts]]);
    const { owners = [], candidates = [] } = Object.groupBy(rows, ({ lanes }) =>
      lanes === 0 ? 'owners' : 'candidates',
    );
    return {
      owners: new Map(owners.map(({ name, instance }) => [name, instance])),
      candidates: new Map(
        [...Map.groupBy(candidates, ({ name }) => name)].map(([name, all]) => [
          name,
          new Map(all.map(({ instance, lanes }) => [instance, lanes])),
        ]),
      ),
      names: new Map(rows.flatMap(({ instance, called }) => (called === null ? [] : [[instance, called]]))),
    };
  }

  /** Says that this session takes part in these works, and in how many lanes it wants each. */
  async takePart(works: ReadonlyMap<string, number>): Promise<void> {
    await this.ask(
      `select pg_advisory_lock_shared(hashtext(class), hashtext(name)) from unnest($1::text[], $2::text[]) w(class, name)`,
      [[...works.values()].map(candidacy), [...works.keys()]],
    );
  }

  /** Says that it no longer does. What it has locked it keeps. */
  async withdraw(works: ReadonlyMap<string, number>): Promise<void> {
    await this.ask(
      `select pg_advisory_unlock_shared(hashtext(class), hashtext(name)) from unnest($1::text[], $2::text[]) w(class, name)`,
      [[...works.values()].map(candidacy), [...works.keys()]],
    );
  }

  /** Locks those that nobody holds, and answers with them. */
  async lockFree(names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const rows = await this.ask<{ name: string }>(
      `select name from unnest($1::text[]) name where pg_try_advisory_lock(hashtext($2), hashtext(name))`,
      [[...names], owning],
    );
    return new Set(rows.map(({ name }) => name));
  }

  async unlock(name: string): Promise<void> {
    await this.ask(`select pg_advisory_unlock(hashtext($1), hashtext($2))`, [owning, name]);
  }

  private ask<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const answer = this.last.then(() => this.client.query<Row>(plannedOnce(statement, values)));
    this.last = answer.catch(() => {});
    return answer.then(({ rows }) => rows);
  }
}

const holdersOf = `
  with works as (select name, (hashtext(name)::bigint & 4294967295)::oid as id from unnest($1::text[]) name),
    classes as (select lanes, (hashtext(class)::bigint & 4294967295)::oid as id from unnest($2::text[], $3::integer[]) c(class, lanes))
  select w.name, c.lanes, l.pid as instance, a.application_name as called
  from pg_locks l join works w on w.id = l.objid join classes c on c.id = l.classid left join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())`;
