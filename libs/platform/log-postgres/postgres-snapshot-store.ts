import { createHash } from 'node:crypto';
import { EventTypes, positionFrom, type StreamEvent } from '#platform/core';
import type { Database } from '#platform/database';
import type { Snapshot, StreamPart } from '#platform/log';
import { SnapshotStore } from '#platform/log';
import type { Sealing } from '#platform/personal-data';
import type { ArchivedEvents } from './archive/archived-events.js';
import { inOrder } from './archive/reading.js';
import { snapshotsOfTable, snapshotsOfTableAndArchive } from './sql/snapshots.js';
import { forEvents, inStream, type StreamRow } from './stored-event.js';

/** An event, or a snapshot where it is said whether it is true. */
interface Row extends StreamRow {
  readonly is_true?: boolean | null;
}

/** Snapshots in the context's PostgreSQL schema, in the table `snapshots`. */
export class PostgresSnapshotStore extends SnapshotStore {
  /** Stored beside the fold, because what events are read as is what it folds. */
  private readonly past: string;

  constructor(
    private readonly database: Database,
    private readonly types = new EventTypes(),
    private readonly archive?: ArchivedEvents,
    private readonly sealing?: Sealing,
  ) {
    super();
    this.past = createHash('sha256').update(types.pastAsText).digest('hex').slice(0, 16);
  }

  async read(stream: string, fold: string, afterVersion: number, limit: number): Promise<StreamPart> {
    const rows = await this.rowsOf(stream, `${fold}-${this.past}`, afterVersion, limit);
    const snapshot = rows.find(({ is_true }) => is_true);
    const events = rows.filter(({ is_true }) => typeof is_true !== 'boolean');
    return {
      snapshot: snapshot && snapshotFrom(stream, snapshot, fold),
      ignored: snapshot === undefined && rows.some(({ is_true }) => is_true === false),
      events: await this.present(stream, events, snapshot?.version ?? afterVersion, limit),
    };
  }

  private async rowsOf(
    ...values: [stream: string, fold: string, after: number, limit: number]
  ): Promise<readonly Row[]> {
    if (this.archive === undefined) return this.find('read from snapshot', snapshotsOfTable.read, values);
    const find = () => this.find('read from snapshot and archive', snapshotsOfTableAndArchive.read, values);
    const { rows } = await this.archive.complete(find, (line) => line.stream === values[0] && line.version > values[2]);
    return rows;
  }

  private find(name: string, text: string, values: unknown[]): Promise<readonly Row[]> {
    return this.database.read<Row>(forEvents({ name, text, values }));
  }

  private async present(
    stream: string,
    rows: readonly Row[],
    after: number,
    limit: number,
  ): Promise<readonly StreamEvent[]> {
    if (this.archive === undefined) return inStream(stream, rows, this.types, this.sealing);
    const page = rows.filter(({ version }) => version > after && version <= after + limit);
    const dense = inOrder(page, ({ version }) => version, after);
    return inStream(stream, dense, this.types, this.sealing);
  }

  async save({ stream, fold, version, position, eventId, state }: Snapshot): Promise<boolean> {
    const { rowCount } = await this.database.query({
      name: 'save snapshot',
      text: (this.archive ? snapshotsOfTableAndArchive : snapshotsOfTable).save,
      values: [stream, `${fold}-${this.past}`, version, position, eventId, JSON.stringify(state)],
    });
    return rowCount === 1;
  }

  async removeOf(categories: readonly string[]): Promise<void> {
    await this.database.query(
      `delete from snapshots s using unnest($1::text[]) category where starts_with(s.stream, category || '-')`,
      [categories],
    );
  }
}

function snapshotFrom(
  stream: string,
  { version, position, event_id: eventId, data: state }: StreamRow,
  fold: string,
): Snapshot {
  return { stream, fold, version, position: positionFrom(position), eventId, state };
}
