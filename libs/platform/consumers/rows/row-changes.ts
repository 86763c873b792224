import { isDeepStrictEqual } from 'node:util';

type Columns = Readonly<Record<string, unknown>>;

/** What is changed of a row where it exists. No column is in both. */
interface Change {
  readonly set: Columns;
  readonly append: Readonly<Record<string, readonly unknown[]>>;
}

/** A change of the row with this key. */
export interface Update extends Change {
  readonly key: string;
}

/** What a batch does to one row, folded into its net result, in the order in which it is written. */
interface RowChange {
  /** Whether the stored row goes first. */
  readonly removed: boolean;
  /** What changes of the stored row before the upsert. */
  readonly before?: Change;
  /** The row to insert, or the columns to replace. */
  readonly upsert?: Columns;
  /** What changes of the row that the upsert has left. */
  readonly after?: Change;
}

/** What is added to the columns of one row. */
interface Sum {
  readonly key: Columns;
  readonly figures: Readonly<Record<string, number>>;
}

/** What is replaced in all rows that have certain values. */
export interface Replacement {
  readonly having: Columns;
  readonly columns: Columns;
}

/** How to take back what was changed since the last beginning; nothing before the first. */
export class ChangeHistory {
  private steps: (() => void)[] | undefined;

  begin(): void {
    this.steps = [];
  }

  /** Notes how to give an entry back what it is now. */
  note<T>(entries: Map<string, T>, key: string): void {
    if (this.steps === undefined) return;
    const before = entries.get(key);
    this.steps.push(() => (before === undefined ? entries.delete(key) : entries.set(key, before)));
  }

  /** Notes how to take back what was just done. */
  did(takeBack: () => void): void {
    this.steps?.push(takeBack);
  }

  undo(): void {
    for (const step of this.steps?.toReversed() ?? []) step();
    this.steps = [];
  }
}

const untouched: RowChange = { removed: false };
const unchanged: Change = { set: {}, append: {} };

/**
 * The net changes of one table's rows in one batch: however often an event touched a row, it is written in at most one
 * statement of each kind, and the outcome is that of the changes one after the other.
 */
export class RowChanges {
  private readonly byKey = new Map<string, RowChange>();
  private readonly sums = new Map<string, Sum>();
  private readonly replacing: Replacement[] = [];

  constructor(
    readonly keyColumns: readonly string[],
    private readonly history = new ChangeHistory(),
  ) {}

  upsert(row: Columns): void {
    const key = this.keyColumns.map((column) => String(row[column])).join('\n');
    const { removed, before, upsert } = this.of(key);
    if (upsert !== undefined) return this.change(key, this.withoutKey(row));
    this.put(key, { removed, ...(before && { before }), upsert: row });
  }

  update(key: string, columns: Columns): void {
    this.refuseCompoundKey();
    this.change(key, columns);
  }

  append(key: string, items: Columns): void {
    this.refuseCompoundKey();
    const row = this.of(key);
    const { removed, before = unchanged, upsert, after } = row;
    if (upsert === undefined) {
      if (!removed) this.put(key, { ...row, before: appended(before, items) });
    } else if (after === undefined && Object.keys(items).every((column) => column in upsert)) {
      this.put(key, { ...row, upsert: withItems(upsert, items) });
    } else {
      this.put(key, { ...row, after: appended(after ?? unchanged, items) });
    }
  }

  remove(key: string): void {
    this.refuseCompoundKey();
    this.put(key, { removed: true });
  }

  add(key: Columns, figures: Readonly<Record<string, number>>): void {
    const id = JSON.stringify(this.keyColumns.map((column) => key[column]));
    const before = this.sums.get(id);
    const sum = { key: before?.key ?? key, figures: { ...before?.figures } };
    for (const [column, figure] of Object.entries(figures)) sum.figures[column] = (sum.figures[column] ?? 0) + figure;
    this.history.note(this.sums, id);
    this.sums.set(id, sum);
  }

  everywhere(having: Columns, columns: Columns): void {
    this.replacing.push({ having, columns });
    this.history.did(() => this.replacing.pop());
  }

  /** The row as it will be: what is stored, with this batch's changes. */
  async resulting(key: string, stored: () => Promise<Columns | undefined>): Promise<Columns | undefined> {
    this.refuseCompoundKey();
    const { removed, before = unchanged, upsert, after = unchanged } = this.of(key);
    const row = removed ? undefined : await stored();
    const changed = row && applied(row, before);
    const upserted = upsert === undefined ? changed : { ...changed, ...upsert };
    return upserted && this.replacing.reduce(replacedIn, applied(upserted, after));
  }

  /** How many rows are touched. */
  get size(): number {
    return this.byKey.size + this.sums.size + this.replacing.length;
  }

  get removals(): readonly string[] {
    return [...this.byKey].flatMap(([key, { removed }]) => (removed ? [key] : []));
  }

  /** Changes of stored rows, to be written before the upserts. */
  get updatesBefore(): readonly Update[] {
    return updatesOf([...this.byKey].map(([key, { before }]) => [key, before]));
  }

  get upserts(): readonly Columns[] {
    return [...this.byKey.values()].flatMap(({ upsert }) => (upsert ? [upsert] : []));
  }

  /** Changes of upserted rows, to be written after the upserts. */
  get updatesAfter(): readonly Update[] {
    return updatesOf([...this.byKey].map(([key, { after }]) => [key, after]));
  }

  /** To be written after all else, in this order. */
  get replacements(): readonly Replacement[] {
    return this.replacing;
  }

  /** In the same order whoever adds: two lanes that add to the same rows wait for one another, and never both. */
  get additions(): readonly Sum[] {
    return [...this.sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
  }

  private of(key: string): RowChange {
    return this.byKey.get(key) ?? untouched;
  }

  private put(key: string, change: RowChange): void {
    this.history.note(this.byKey, key);
    this.byKey.set(key, change);
  }

  private change(key: string, columns: Columns): void {
    const row = this.of(key);
    const { removed, before = unchanged, upsert, after } = row;
    if (after !== undefined) this.put(key, { ...row, after: replaced(after, columns) });
    else if (upsert !== undefined) this.put(key, { ...row, upsert: { ...upsert, ...columns } });
    else if (!removed) this.put(key, { ...row, before: replaced(before, columns) });
  }

  private withoutKey(row: Columns): Columns {
    return Object.fromEntries(Object.entries(row).filter(([column]) => !this.keyColumns.includes(column)));
  }

  private refuseCompoundKey(): void {
    if (this.keyColumns.length > 1)
      throw new Error(`One key does not name a row of a table keyed by ${this.keyColumns.join(', ')}`);
  }
}

function replaced({ set, append }: Change, columns: Columns): Change {
  const kept = Object.entries(append).filter(([column]) => !(column in columns));
  return { set: { ...set, ...columns }, append: Object.fromEntries(kept) };
}

function appended({ set, append }: Change, items: Columns): Change {
  const toSet = Object.fromEntries(Object.entries(items).filter(([column]) => column in set));
  const toAppend = Object.fromEntries(Object.entries(items).filter(([column]) => !(column in set)));
  return { set: withItems(set, toSet), append: withItems(append, toAppend) as Change['append'] };
}

/** As the database has it, where nothing is equal to null. */
function replacedIn(row: Columns, { having, columns }: Replacement): Columns {
  const isMeant = Object.entries(having).every(
    ([column, value]) => value !== null && value !== undefined && isDeepStrictEqual(row[column], value),
  );
  return isMeant ? { ...row, ...columns } : row;
}

function applied(row: Columns, { set, append }: Change): Columns {
  return withItems({ ...row, ...set }, append);
}

function withItems(row: Columns, items: Columns): Columns {
  const longer = Object.entries(items).map(([column, added]) => [
    column,
    [...((row[column] as unknown[] | null | undefined) ?? []), ...(added as unknown[])],
  ]);
  return { ...row, ...(Object.fromEntries(longer) as Columns) };
}

function updatesOf(changes: readonly (readonly [string, Change | undefined])[]): readonly Update[] {
  return changes.flatMap(([key, change = unchanged]) =>
    Object.keys(change.set).length + Object.keys(change.append).length === 0 ? [] : [{ key, ...change }],
  );
}
