import type { DataSource } from 'typeorm';
import { RowBatch } from '#platform/consumers';
import type { Fact } from '#platform/core';
import type { Database } from '#platform/database';

type Handlers = Readonly<Record<string, (data: unknown, context: { readonly rows: RowBatch['rows'] }) => unknown>>;

/** Lets projections hear facts as consumers do, a few in each batch. */
export async function hearing(
  projections: readonly object[],
  facts: readonly Fact[],
  database: Database,
  dataSource: DataSource,
  batchSize: number,
): Promise<void> {
  for (let begin = 0; begin < facts.length; begin += batchSize) {
    const batch = new RowBatch(dataSource);
    for (const { type, data } of facts.slice(begin, begin + batchSize)) {
      for (const { on } of projections as readonly { readonly on: Handlers }[])
        await on[type]?.(data, { rows: batch.rows });
    }
    await database.transaction((transaction) => batch.flush(transaction));
  }
}
