type Columns = Readonly<Record<string, unknown>>;

/** What a batch does to one row, folded into its net result. */
export interface RowChange {
  /** Whether the stored row goes first. */
  readonly removed: boolean;
  /** The row to insert or replace. */
  readonly upsert?: Columns;
  /** Columns to set where the row exists. */
  readonly update?: Columns;
  /** Items to append where the row exists. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
}

const untouched: RowChange = { removed: false };

/** The net changes of one table's rows in one batch: however often an event touched a row, it is written once. */
export class RowChanges {
  private readonly byKey = new Map<string, RowChange>();
  private readonly sums = new Map<string, { readonly key: Columns; readonly figures: Record<string, number> }>();

  constructor(readonly keyColumns: readonly string[]) {}

  upsert(row: Columns): void {
    const key = String(row[this.keyColumns[0]!]);
    const before = this.byKey.get(key) ?? untouched;
    this.byKey.set(key, { removed: before.removed, upsert: { ...before.upsert, ...row } });
  }

  update(key: string, columns: Columns): void {
    const before = this.byKey.get(key) ?? untouched;
    if (before.upsert) this.byKey.set(key, { ...before, upsert: { ...before.upsert, ...columns } });
    else if (!before.removed) this.byKey.set(key, { ...before, update: { ...before.update, ...columns } });
  }

  append(key: string, items: Columns): void {
    const before = this.byKey.get(key) ?? untouched;
    if (before.upsert) this.byKey.set(key, { ...before, upsert: appended(before.upsert, items) });
    else if (!before.removed) {
      this.byKey.set(key, { ...before, append: appended(before.append ?? {}, items) as RowChange['append'] & object });
    }
  }

  remove(key: string): void {
    this.byKey.set(key, { removed: true });
  }

  add(key: Columns, figures: Readonly<Record<string, number>>): void {
    const id = JSON.stringify(this.keyColumns.map((column) => key[column]));
    const sum = this.sums.get(id) ?? { key, figures: {} };
    for (const [column, figure] of Object.entries(figures)) sum.figures[column] = (sum.figures[column] ?? 0) + figure;
    this.sums.set(id, sum);
  }

  /** The row as it will be: what is stored, with this batch's changes. */
  async resulting(key: string, stored: () => Promise<Columns | undefined>): Promise<Columns | undefined> {
    const change = this.byKey.get(key) ?? untouched;
    if (change.upsert && change.removed) return change.upsert;
    const row = change.removed ? undefined : await stored();
    if (change.upsert) return { ...row, ...change.upsert };
    return row && appended({ ...row, ...change.update }, change.append ?? {});
  }

  get removals(): readonly string[] {
    return [...this.byKey].flatMap(([key, { removed }]) => (removed ? [key] : []));
  }

  get upserts(): readonly Columns[] {
    return [...this.byKey.values()].flatMap(({ upsert }) => (upsert ? [upsert] : []));
  }

  get updates(): readonly { readonly key: string; readonly set: Columns; readonly append: Columns }[] {
    return [...this.byKey].flatMap(([key, { update, append }]) =>
      update || append ? [{ key, set: update ?? {}, append: append ?? {} }] : [],
    );
  }

  get additions(): readonly { readonly key: Columns; readonly figures: Readonly<Record<string, number>> }[] {
    return [...this.sums.values()];
  }
}

function appended(row: Columns, items: Columns): Columns {
  const longer = Object.entries(items).map(([column, added]) => [
    column,
    [...((row[column] as unknown[] | undefined) ?? []), ...(added as unknown[])],
  ]);
  return { ...row, ...(Object.fromEntries(longer) as Columns) };
}
