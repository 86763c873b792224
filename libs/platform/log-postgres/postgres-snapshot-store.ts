import { createHash } from 'node:crypto';
import { EventTypes, positionFrom } from '#platform/core';
import type { Queryable } from '#platform/database';
import type { Snapshot, StreamPart } from '#platform/log';
import { SnapshotStore } from '#platform/log';
import { readFromSnapshot, saveSnapshot } from './sql/snapshots.js';
import { type EventRow, recorded } from './stored-event.js';

/** An event, or a snapshot where it is said whether it is true. */
interface Row extends EventRow {
  readonly is_true: boolean | null;
}

/** Snapshots in the context's PostgreSQL schema, in the table `snapshots`. */
export class PostgresSnapshotStore extends SnapshotStore {
  /** Stored beside the fold, because what events are read as is what it folds. */
  private readonly past: string;

  constructor(
    private readonly database: Queryable,
    private readonly types = new EventTypes(),
  ) {
    super();
    this.past = createHash('sha256').update(types.pastAsText).digest('hex').slice(0, 16);
  }

  async read(stream: string, fold: string, afterVersion: number, limit: number): Promise<StreamPart> {
    const { rows } = await this.database.query<Row>({
      name: 'read from snapshot',
      text: readFromSnapshot,
      values: [stream, `${fold}-${this.past}`, afterVersion, limit],
    });
    const snapshot = rows.find(({ is_true }) => is_true);
    return {
      snapshot: snapshot && snapshotFrom(snapshot, fold),
      ignored: snapshot === undefined && rows.some(({ is_true }) => is_true === false),
      events: rows.filter(({ is_true }) => is_true === null).map((row) => recorded(row, this.types)),
    };
  }

  async save({ stream, fold, version, position, eventId, state }: Snapshot): Promise<boolean> {
    const { rowCount } = await this.database.query({
      name: 'save snapshot',
      text: saveSnapshot,
      values: [stream, `${fold}-${this.past}`, version, position, eventId, JSON.stringify(state)],
    });
    return rowCount === 1;
  }
}

function snapshotFrom({ stream, version, position, event_id: eventId, data: state }: EventRow, fold: string): Snapshot {
  return { stream, fold, version, position: positionFrom(position), eventId, state };
}
