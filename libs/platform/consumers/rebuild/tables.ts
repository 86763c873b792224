import type { Transaction } from '#platform/database';
import pg from 'pg';

/** Names of tables that are written beside those that serve begin with this. */
export const besidePrefix = 'rebuild__';

const passing = 'switch__';

export function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

export function beside(table: string): string {
  return quoted(`${besidePrefix}${table}`);
}

/** Creates empty tables like these, with their indexes and checks. */
export async function createBeside(owner: Transaction, tables: readonly string[]): Promise<void> {
  for (const table of tables) await owner.query(`create table ${beside(table)} (like ${quoted(table)} including all)`);
}

export async function dropBeside(owner: Transaction, tables: readonly string[]): Promise<void> {
  for (const table of tables) await owner.query(`drop table ${beside(table)}`);
}

/** Whether each table and the one beside it have the same columns in the same order. */
export async function areAlike(owner: Transaction, tables: readonly string[]): Promise<boolean> {
  const { rows } = await owner.query<{ alike: boolean }>(
    `select bool_and(${columnsOf('t.serving')} = ${columnsOf('t.beside')}) as alike
     from unnest($1::text[], $2::text[]) t(serving, beside)`,
    [tables.map(quoted), tables.map(beside)],
  );
  return rows[0]!.alike;
}

function columnsOf(table: string): string {
  return `(select array_agg(attname || ' ' || format_type(atttypid, atttypmod) order by attnum)
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped)`;
}

/** Has each table and the one beside it exchange names, and their indexes theirs, so that later migrations find what they know. */
export async function exchangeTables(owner: Transaction, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const { rows } = await owner.query<{ serving: string; other: string }>(samePlaceIndexes, [
      quoted(table),
      beside(table),
    ]);
    await exchange(owner, 'table', table, `${besidePrefix}${table}`);
    for (const { serving, other } of rows) await exchange(owner, 'index', serving, other);
  }
}

async function exchange(owner: Transaction, kind: 'table' | 'index', one: string, other: string): Promise<void> {
  const between = quoted(`${passing}${one}`.slice(0, 63));
  await owner.query(`alter ${kind} ${quoted(one)} rename to ${between}`);
  await owner.query(`alter ${kind} ${quoted(other)} rename to ${quoted(one)}`);
  await owner.query(`alter ${kind} ${between} rename to ${quoted(other)}`);
}

/** Indexes of two tables that do the same. */
const samePlaceIndexes = `
  with indexes as (
    select i.indrelid as of_table, c.relname as name, d.definition,
      row_number() over (partition by i.indrelid, d.definition order by c.oid) as nth
    from pg_index i join pg_class c on c.oid = i.indexrelid
    cross join lateral (select regexp_replace(pg_get_indexdef(c.oid), ' INDEX .*? USING ', ' USING ') as definition) d
    where i.indrelid in ($1::regclass, $2::regclass))
  select a.name as serving, b.name as other from indexes a join indexes b using (definition, nth)
  where a.of_table = $1::regclass and b.of_table = $2::regclass`;

/** Has all that is remembered under one name and under the other exchange places. */
export async function exchangeNames(owner: Transaction, serving: string, other: string): Promise<void> {
  const between = `${serving}@switch`;
  for (const table of ['checkpoints', 'held_streams', 'held_events', 'released_events']) {
    const rename = (from: string, to: string) =>
      owner.query(`update ${table} set consumer = $2 where consumer = $1`, [from, to]);
    await rename(serving, between);
    await rename(other, serving);
    await rename(between, other);
  }
  await owner.query(
    `update checkpoints set generation = 1 + (select max(generation) from checkpoints where consumer = any($1))
     where consumer = any($1)`,
    [[serving, other]],
  );
}

export async function forget(owner: Transaction, consumer: string): Promise<void> {
  for (const table of ['checkpoints', 'held_streams', 'held_events', 'released_events', 'consumer_lanes'])
    await owner.query(`delete from ${table} where consumer = $1`, [consumer]);
}
