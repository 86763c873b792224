import type { Queryable } from '#platform/database';
import { positionFrom } from '#platform/core';
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
  constructor(private readonly database: Queryable) {
    super();
  }

  async read(stream: string, fold: string, afterVersion: number, limit: number): Promise<StreamPart> {
    const { rows } = await this.database.query<Row>({
      name: 'read from snapshot',
      text: readFromSnapshot,
      values: [stream, fold, afterVersion, limit],
    });
    const snapshot = rows.find(({ is_true }) => is_true);
    return {
      snapshot: snapshot && snapshotFrom(snapshot, fold),
      ignored: snapshot === undefined && rows.some(({ is_true }) => is_true === false),
      events: rows.filter(({ is_true }) => is_true === null).map(recorded),
    };
  }

  async save({ stream, fold, version, position, eventId, state }: Snapshot): Promise<boolean> {
    const { rowCount } = await this.database.query({
      name: 'save snapshot',
      text: saveSnapshot,
      values: [stream, fold, version, position, eventId, JSON.stringify(state)],
    });
    return rowCount === 1;
  }
}

function snapshotFrom({ stream, version, position, event_id: eventId, data: state }: EventRow, fold: string): Snapshot {
  return { stream, fold, version, position: positionFrom(position), eventId, state };
}
