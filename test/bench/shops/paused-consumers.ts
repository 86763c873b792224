import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Shop } from './shops.js';

/** What a shop's instances lock to own a consumer. */
interface Held {
  readonly class: number;
  readonly id: number;
  readonly pid: number;
}

/**
 * Takes all consumers away from a shop, as another instance would: whoever holds their locks runs them, and the one who
 * holds them here runs nothing. Returns what gives them back.
 */
export async function pauseConsumers(shop: Shop): Promise<() => Promise<void>> {
  const [holder, other] = [new pg.Client(shop.databaseUrl), new pg.Client(shop.databaseUrl)];
  await Promise.all([holder.connect(), other.connect()]);
  const { rows } = await other.query<Held>(heldLocks);
  const taken = holder.query(
    'select pg_advisory_lock(class, id) from unnest($1::integer[], $2::integer[]) l(class, id)',
    [rows.map((held) => held.class), rows.map(({ id }) => id)],
  );
  await isWaiting(other);
  await other.query('select pg_terminate_backend(pid) from unnest($1::integer[]) pid', [
    [...new Set(rows.map(({ pid }) => pid))],
  ]);
  await taken;
  await other.end();
  return () => holder.end();
}

async function isWaiting(client: pg.Client): Promise<void> {
  const waiting = `select from pg_locks where locktype = 'advisory' and not granted and database = ${thisDatabase}`;
  while ((await client.query(waiting)).rowCount === 0) await pause(10);
}

const thisDatabase = '(select oid from pg_database where datname = current_database())';
/** As signed integers, which is how they are locked. */
const signed = (column: string) =>
  `(${column}::bigint - case when ${column}::bigint > 2147483647 then 4294967296 else 0 end)::integer`;
const heldLocks = `
  select ${signed('classid')} as class, ${signed('objid')} as id, pid from pg_locks
  where locktype = 'advisory' and objsubid = 2 and granted and mode = 'ExclusiveLock' and database = ${thisDatabase}`;
