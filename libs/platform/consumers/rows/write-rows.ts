import { plannedOnce } from '#platform/database';
import pg, { type QueryConfig } from 'pg';
import type { EntityMetadata } from 'typeorm';
import type { RowChanges, Update } from './row-changes.js';

type Columns = Readonly<Record<string, unknown>>;

/**
 * What writes a batch's changes, in this order: one statement per kind of change and set of columns. Values travel as one JSON
 * document that PostgreSQL reads by the table's own column types.
 */
export function* writingStatements(metadata: EntityMetadata, changes: RowChanges): Generator<QueryConfig> {
  const table = tableOf(metadata);
  const keys = changes.keyColumns;
  if (changes.removals.length > 0) {
    const key = table.column(keys[0]!);
    yield plannedAnew(`delete from ${table.name} where ${key} = any($1)`, [changes.removals]);
  }
  yield* updates(table, changes, changes.updatesBefore);
  for (const rows of bySignature(changes.upserts, (row) => Object.keys(row)))
    yield plannedOnce(upsertStatement(table, keys, Object.keys(rows[0])), [table.json(rows)]);
  yield* updates(table, changes, changes.updatesAfter);
  for (const sums of bySignature(changes.additions, ({ figures }) => Object.keys(figures))) {
    const rows = sums.map(({ key, figures }) => ({ ...key, ...figures }));
    yield plannedOnce(addStatement(table, keys, Object.keys(sums[0].figures)), [table.json(rows)]);
  }
  for (const { having, columns } of changes.replacements) {
    const statement = replaceStatement(table, Object.keys(having), Object.keys(columns));
    yield plannedAnew(statement, [table.json([having]), table.json([columns])]);
  }
}

/** What looks rows up is planned each time: a plan made while the table was small would read it as a whole for ever. */
function plannedAnew(text: string, values: readonly unknown[]): QueryConfig {
  return { text, values: [...values] };
}

function* updates(table: Table, changes: RowChanges, all: readonly Update[]): Generator<QueryConfig> {
  const key = changes.keyColumns[0]!;
  for (const alike of bySignature(all, ({ set, append }) => [...Object.keys(set), '+', ...Object.keys(append)])) {
    const { set, append } = alike[0];
    const rows = alike.map((update) => ({ [key]: update.key, ...update.set, ...update.append }));
    yield plannedAnew(updateStatement(table, key, Object.keys(set), Object.keys(append)), [
      table.json(rows),
      rows.length,
    ]);
  }
}

interface Table {
  readonly name: string;
  /** The quoted column of a property. */
  column(property: string): string;
  json(rows: readonly Columns[]): string;
}

function tableOf(metadata: EntityMetadata): Table {
  const databaseName = (property: string) => {
    const column = metadata.findColumnWithPropertyName(property);
    if (column === undefined) throw new Error(`${metadata.name} has no column for "${property}"`);
    return column.databaseName;
  };
  return {
    name: pg.escapeIdentifier(metadata.tableName),
    column: (property) => pg.escapeIdentifier(databaseName(property)),
    json: (rows) =>
      JSON.stringify(
        rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([property, value]) => [databaseName(property), value])),
        ),
      ),
  };
}

function upsertStatement(table: Table, keys: readonly string[], properties: readonly string[]): string {
  const columns = properties.map(table.column);
  const others = properties.filter((property) => !keys.includes(property)).map(table.column);
  const change =
    others.length === 0
      ? 'nothing'
      : `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  return `insert into ${table.name} (${columns.join(', ')})
    select ${columns.join(', ')} from jsonb_populate_recordset(null::${table.name}, $1::jsonb)
    on conflict (${keys.map(table.column).join(', ')}) do ${change}`;
}

/** The limit is how many there are: the planner would take them for a hundred, and rather read all of a table of a thousand. */
function updateStatement(table: Table, key: string, set: readonly string[], append: readonly string[]): string {
  const changes = [
    ...set.map(table.column).map((column) => `${column} = new.${column}`),
    ...append.map(table.column).map((column) => `${column} = coalesce(old.${column}, '[]') || new.${column}`),
  ];
  return `update ${table.name} old set ${changes.join(', ')}
    from (select * from jsonb_populate_recordset(null::${table.name}, $1::jsonb) limit $2) new
    where old.${table.column(key)} = new.${table.column(key)}`;
}

function replaceStatement(table: Table, having: readonly string[], set: readonly string[]): string {
  const changes = set.map(table.column).map((column) => `${column} = new.${column}`);
  const wanted = having.map(table.column).map((column) => `old.${column} = asked.${column}`);
  return `update ${table.name} old set ${changes.join(', ')}
    from jsonb_populate_recordset(null::${table.name}, $1::jsonb) asked, jsonb_populate_recordset(null::${table.name}, $2::jsonb) new
    where ${wanted.join(' and ')}`;
}

function addStatement(table: Table, keys: readonly string[], figures: readonly string[]): string {
  const columns = [...keys, ...figures].map(table.column);
  const sums = figures.map(table.column).map((column) => `${column} = old.${column} + excluded.${column}`);
  return `insert into ${table.name} as old (${columns.join(', ')})
    select ${columns.join(', ')} from jsonb_populate_recordset(null::${table.name}, $1::jsonb)
    on conflict (${keys.map(table.column).join(', ')}) do update set ${sums.join(', ')}`;
}

function bySignature<T>(items: readonly T[], signature: (item: T) => readonly string[]): Iterable<[T, ...T[]]> {
  return Map.groupBy(items, (item) => signature(item).join('\n')).values() as Iterable<[T, ...T[]]>;
}
