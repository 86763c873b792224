import type { Queryable } from '#platform/database';
import { EventTypes, positionFrom } from '#platform/core';
import type { Snapshot, StreamPart } from '#platform/log';
import { foldKey, SnapshotStore } from '#platform/log';
import { readFromSnapshot, saveSnapshot } from './sql/snapshots.js';
import { type EventRow, recorded } from './stored-event.js';

/** An event, or a snapshot where it is said whether it is true. */
interface Row extends EventRow {
  readonly is_true: boolean | null;
}

/** Snapshots in the context's PostgreSQL schema, in the table `snapshots`. */
export class PostgresSnapshotStore extends SnapshotStore {
  private readonly pastKey: string;

  constructor(
    private readonly database: Queryable,
    private readonly types = new EventTypes(),
  ) {
    super();
    this.pastKey = keyOfPast(types);
  }

  async read(stream: string, fold: string, afterVersion: number, limit: number): Promise<StreamPart> {
    const { rows } = await this.database.query<Row>({
      name: 'read from snapshot',
      text: readFromSnapshot,
      values: [stream, fold + this.pastKey, afterVersion, limit],
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
      values: [stream, fold + this.pastKey, version, position, eventId, JSON.stringify(state)],
    });
    return rowCount === 1;
  }
}

/** Upcasters stand before every fold: others may make another state of the same events. */
function keyOfPast({ past: { upcast, renamed } }: EventTypes): string {
  const steps = Object.entries(upcast).flatMap(([type, chain]) =>
    chain.map((step, index) => [`${type} ${index}`, step]),
  );
  const isEmpty = steps.length === 0 && Object.keys(renamed).length === 0;
  return isEmpty ? '' : ` ${foldKey({ version: undefined, initial: renamed, steps: Object.fromEntries(steps) })}`;
}

function snapshotFrom({ stream, version, position, event_id: eventId, data: state }: EventRow, fold: string): Snapshot {
  return { stream, fold, version, position: positionFrom(position), eventId, state };
}
