import { type DataSource, type FindOptionsSelect, type FindOptionsWhere, In, type Repository } from 'typeorm';
import { Bell } from '#platform/feed';
import type { Log } from '#platform/log';
import { logger } from '#platform/observability';
import { RowStream, type VersionedRow } from './row-stream.js';

/** Milliseconds between two looks: soon after news, ever more rarely while nothing changes. */
const [soonest, latest] = [25, 500];
const report = logger('consumers');

/**
 * Lets many readers follow single rows of a read model. Each gets the row as it is, and again whenever its version has
 * grown; changes that come faster than they are read arrive as one, so a slow reader costs no memory. A reader that comes
 * again begins with the row as it is then: nothing is lost in between. One look at the database serves all readers; it
 * follows news of the log within some 25 ms, and happens every half second without any, for rows that another process writes.
 */
export class RowWatch<Row extends VersionedRow> {
  private readonly streams = new Set<RowStream<Row>>();
  private readonly bell = new Bell();
  private readonly rows: Repository<Row>;
  private watching = false;

  constructor(
    database: DataSource,
    private readonly log: Log,
    row: new () => Row,
    private readonly key: keyof Row & string,
  ) {
    this.rows = database.getRepository(row);
  }

  /** The row of this key, now and after every change, until the reader returns; not before it is newer than what was seen. */
  of(key: string, seen?: number): AsyncIterableIterator<Row> {
    const stream = new RowStream<Row>(key, () => this.streams.delete(stream), seen);
    this.streams.add(stream);
    this.bell.ring();
    if (!this.watching) void this.watch();
    return stream;
  }

  private async watch(): Promise<void> {
    this.watching = true;
    const hangUp = this.log.onAppended(this.bell.ring);
    const always = new AbortController().signal;
    let patience = soonest;
    while (this.streams.size > 0) {
      const rang = await this.bell.wait(patience, always);
      const changed = await this.look().catch((error: unknown) => {
        report.warn('Rows that are watched could not be read.', { error });
        return false;
      });
      patience = rang || changed ? soonest : Math.min(latest, patience * 2);
      if (rang) await new Promise((resolve) => setTimeout(resolve, soonest));
    }
    hangUp();
    this.watching = false;
  }

  private async look(): Promise<boolean> {
    const streams = [...this.streams];
    const versions = await this.read(streams, [this.key, 'version']);
    const behind = streams.filter(({ key, version }) => (versions.get(key)?.version ?? -1) > version);
    if (behind.length === 0) return false;
    const rows = await this.read(behind);
    for (const stream of behind) stream.offer(rows.get(stream.key));
    return true;
  }

  private async read(
    streams: readonly RowStream<Row>[],
    fields?: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const keys = [...new Set(streams.map(({ key }) => key))];
    const where = { [this.key]: In(keys) } as FindOptionsWhere<Row>;
    const select = fields && (Object.fromEntries(fields.map((field) => [field, true])) as FindOptionsSelect<Row>);
    const rows = await this.rows.find({ where, ...(select && { select }) });
    return new Map(rows.map((row) => [String(row[this.key]), row]));
  }
}
