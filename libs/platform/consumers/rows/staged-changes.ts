import { type ChangeHistory, RowChanges } from './row-changes.js';

type Columns = Readonly<Record<string, unknown>>;

/**
 * The changes of one table in a batch, in stages: what is replaced everywhere ends one, so that it meets the rows as they
 * are by then, and what comes later is written after it. Most batches have one stage.
 */
export class StagedChanges {
  private readonly all: RowChanges[];

  constructor(
    private readonly keyColumns: readonly string[],
    private readonly history: ChangeHistory,
  ) {
    this.all = [new RowChanges(keyColumns, history)];
  }

  /** In the order in which they are written. */
  get stages(): readonly RowChanges[] {
    return this.all;
  }

  /** Where the next change of single rows belongs. */
  get present(): RowChanges {
    const last = this.all.at(-1)!;
    if (last.replacements.length === 0) return last;
    const next = new RowChanges(this.keyColumns, this.history);
    this.all.push(next);
    this.history.did(() => this.all.pop());
    return next;
  }

  everywhere(having: Columns, columns: Columns): void {
    this.all.at(-1)!.everywhere(having, columns);
  }

  /** The row as it will be: what is stored, with all of these changes. */
  resulting(key: string, stored: () => Promise<Columns | undefined>): Promise<Columns | undefined> {
    return this.all.reduce((before, stage) => () => stage.resulting(key, before), stored)();
  }

  /** How many rows are touched. */
  get size(): number {
    return this.all.reduce((sum, { size }) => sum + size, 0);
  }
}
