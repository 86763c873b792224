import { answered, type Transaction } from '#platform/database';
import type { DataSource, EntityMetadata } from 'typeorm';
import { ChangeHistory } from './row-changes.js';
import { StagedChanges } from './staged-changes.js';
import { writingStatements } from './write-rows.js';

/** Values of a row's columns, by the entity's property names. */
export type Row<T> = { readonly [Property in keyof T]?: T[Property] };

/** Writes to one table of the consumer's read model. Nothing is written before the batch ends; then all in a few statements. */
export interface RowWriter<T> {
  /** Inserts a row, or replaces these columns of the one with its key. */
  upsert(row: Row<T>): void;
  /** Changes columns of the row with this key, if there is one. */
  update(key: string, columns: Row<T>): void;
  /** Appends items to jsonb array columns of the row with this key, if there is one. */
  append(key: string, items: { readonly [Property in keyof T]?: T[Property] }): void;
  /** Adds to number columns of the row with this full key, starting from these figures. */
  add(key: Row<T>, figures: { readonly [Property in keyof T]?: number }): void;
  /** Replaces columns of every row that has these values by now, those that this batch has written as well. Not for a consumer with lanes. */
  everywhere(having: Row<T>, columns: Row<T>): void;
  /** Removes the row with this key. */
  remove(key: string): void;
  /** The row with this key as this batch has left it. Costs a query, once in a batch; prefer writes that need not look. */
  find(key: string): Promise<T | undefined>;
}

/** Gives the writer of an entity's table. */
export type Rows = <T extends object>(entity: new () => T) => RowWriter<T>;

const histories = new WeakMap<Rows, ChangeHistory>();

/** Runs a handler's writes to a batch's rows; when it throws, nothing is left of them. */
export async function undoing(rows: Rows, handle: () => unknown): Promise<unknown> {
  const history = histories.get(rows);
  history?.begin();
  try {
    return await handle();
  } catch (error) {
    history?.undo();
    throw error;
  }
}

/** The same rows, but none of other entities than these. */
export function onlyOf(tables: readonly Function[], rows: Rows, consumer: string): Rows {
  const only: Rows = (entity) => {
    if (!tables.includes(entity))
      throw new Error(`${consumer} writes ${entity.name}, which is not among the tables that it declares`);
    return rows(entity);
  };
  const history = histories.get(rows);
  if (history !== undefined) histories.set(only, history);
  return only;
}

/** The same rows of a consumer in lanes: one that is behind would write after it what another replaces everywhere. */
export function withoutEverywhere(rows: Rows, consumer: string): Rows {
  const everywhere = () => {
    throw new Error(`${consumer} has lanes and replaces columns everywhere, which the others would undo: give it one`);
  };
  const guarded: Rows = (entity) => ({ ...rows(entity), everywhere });
  const history = histories.get(rows);
  if (history !== undefined) histories.set(guarded, history);
  return guarded;
}

/** All that one batch of a projection writes. */
export class RowBatch {
  private readonly tables = new Map<Function, { metadata: EntityMetadata; changes: StagedChanges }>();
  private readonly looked = new Map<string, Promise<Record<string, unknown> | undefined>>();
  private readonly history = new ChangeHistory();

  constructor(private readonly dataSource: DataSource) {
    histories.set(this.rows, this.history);
  }

  readonly rows: Rows = <T extends object>(entity: new () => T): RowWriter<T> => {
    const { changes } = this.table(entity);
    return {
      upsert: (row) => changes.present.upsert(row),
      update: (key, columns) => changes.present.update(key, columns),
      append: (key, items) => changes.present.append(key, items),
      add: (key, figures) => changes.present.add(key, figures as Record<string, number>),
      everywhere: (having, columns) => changes.everywhere(having, columns),
      remove: (key) => changes.present.remove(key),
      find: async (key) => changes.resulting(key, () => this.storedOnce(entity, key)) as Promise<T | undefined>,
    };
  };

  /** Writes the batch. */
  flush(transaction: Transaction): Promise<void> {
    const written = [...this.tables.values()].flatMap(({ metadata, changes }) =>
      changes.stages.flatMap((stage) => [...writingStatements(metadata, stage)]),
    );
    return answered(written.map((statement) => transaction.query(statement)));
  }

  /** How many rows of which table the batch writes. */
  get planned(): readonly { readonly table: string; readonly rows: number }[] {
    return [...this.tables.values()].map(({ metadata, changes }) => ({
      table: metadata.tableName,
      rows: changes.size,
    }));
  }

  private table(entity: Function) {
    const known = this.tables.get(entity);
    if (known !== undefined) return known;
    const metadata = this.dataSource.getMetadata(entity);
    const table = {
      metadata,
      changes: new StagedChanges(
        metadata.primaryColumns.map(({ propertyName }) => propertyName),
        this.history,
      ),
    };
    this.tables.set(entity, table);
    return table;
  }

  /** A batch looks once at each row: nobody else changes it meanwhile. */
  private storedOnce(entity: Function, key: string): Promise<Record<string, unknown> | undefined> {
    const place = `${this.table(entity).metadata.tableName} ${key}`;
    const looked = this.looked.get(place) ?? this.stored(entity, key);
    this.looked.set(place, looked);
    return looked;
  }

  private async stored(entity: Function, key: string): Promise<Record<string, unknown> | undefined> {
    const property = this.table(entity).metadata.primaryColumns[0]!.propertyName;
    const row: unknown = await this.dataSource.getRepository(entity).findOneBy({ [property]: key });
    return (row as Record<string, unknown> | null) ?? undefined;
  }
}
