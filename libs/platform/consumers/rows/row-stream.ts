/** A row that tells its changes apart. */
export interface VersionedRow {
  readonly version: number;
}

/** One reader of a row. Holds at most the newest state that was not read yet. */
export class RowStream<Row extends VersionedRow> implements AsyncIterableIterator<Row> {
  private unread: Row | undefined;
  private waiting: ((result: IteratorResult<Row>) => void)[] = [];
  private ended = false;

  constructor(
    readonly key: string,
    private readonly onEnd: () => void,
    /** Of the newest state that was offered, or that its reader has seen before. */
    public version = -1,
  ) {}

  offer(row: Row | undefined): void {
    if (row === undefined || row.version <= this.version) return;
    this.version = row.version;
    const reader = this.waiting.shift();
    if (reader === undefined) this.unread = row;
    else reader({ done: false, value: row });
  }

  next(): Promise<IteratorResult<Row>> {
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    const row = this.unread;
    this.unread = undefined;
    if (row !== undefined) return Promise.resolve({ done: false, value: row });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Row>> {
    this.ended = true;
    this.onEnd();
    for (const reader of this.waiting.splice(0)) reader({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
