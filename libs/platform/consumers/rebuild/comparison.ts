import type { Transaction } from '#platform/database';
import type { EntityMetadata } from 'typeorm';
import { beside, quoted } from './tables.js';

/** How many differing rows of a table are told of. */
const mostTold = 20;

/** All rows of a table in two figures. */
export interface TableSum {
  readonly rows: number;
  /** The sum of a hash of each row, whatever their order. */
  readonly checksum: string;
}

/** A row that is not the same in both. */
export interface Difference {
  readonly key: Readonly<Record<string, unknown>>;
  readonly is: 'only-serving' | 'only-beside' | 'different';
  /** The columns that differ. */
  readonly columns: readonly string[];
}

export interface TableComparison {
  readonly table: string;
  readonly serving: TableSum;
  readonly beside: TableSum;
  /** How many rows differ, and the first of them. */
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** Two read models at the same positions. */
export interface Comparison {
  readonly isSame: boolean;
  readonly tables: readonly TableComparison[];
}

export async function compareTables(on: Transaction, entities: readonly EntityMetadata[]): Promise<Comparison> {
  const tables: TableComparison[] = [];
  for (const entity of entities) tables.push(await compareTable(on, entity));
  return { isSame: tables.every(({ differing }) => differing === 0), tables };
}

async function compareTable(on: Transaction, { tableName, primaryColumns }: EntityMetadata): Promise<TableComparison> {
  const serving = await sumOf(on, quoted(tableName));
  const other = await sumOf(on, beside(tableName));
  const sums = { table: tableName, serving, beside: other };
  if (serving.rows === other.rows && serving.checksum === other.checksum)
    return { ...sums, differing: 0, differences: [] };
  const keys = primaryColumns.map(({ databaseName }) => databaseName);
  const columns = keys.map(quoted);
  const { rows } = await on.query<{ serving: JsonRow | null; beside: JsonRow | null; differing: number }>(
    `select to_jsonb(a) as serving, to_jsonb(b) as beside, count(*) over ()::integer as differing
     from ${quoted(tableName)} a full join ${beside(tableName)} b on ${columns.map((key) => `a.${key} = b.${key}`).join(' and ')}
     where a::text is distinct from b::text
     order by ${columns.map((key) => `coalesce(a.${key}, b.${key})`).join(', ')} limit ${mostTold}`,
  );
  const differences = rows.map((row) => differenceOf(keys, row.serving, row.beside));
  return { ...sums, differing: rows[0]?.differing ?? 0, differences };
}

async function sumOf(on: Transaction, table: string): Promise<TableSum> {
  const { rows } = await on.query<{ rows: string; checksum: string }>(
    `select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as checksum from ${table} t`,
  );
  return { rows: Number(rows[0]!.rows), checksum: rows[0]!.checksum };
}

type JsonRow = Readonly<Record<string, unknown>>;

function differenceOf(keys: readonly string[], serving: JsonRow | null, other: JsonRow | null): Difference {
  const row = (serving ?? other)!;
  const key = Object.fromEntries(keys.map((column) => [column, row[column]]));
  if (serving === null || other === null)
    return { key, is: serving === null ? 'only-beside' : 'only-serving', columns: [] };
  const same = (column: string) => JSON.stringify(serving[column]) === JSON.stringify(other[column]);
  return { key, is: 'different', columns: Object.keys(serving).filter((column) => !same(column)) };
}
