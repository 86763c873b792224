import type { EventTypes, Metadata, RecordedEvent } from '#platform/core';
import { positionFrom } from '#platform/core';

export interface EventRow {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: Metadata;
  readonly event_id: string;
  readonly recorded_at: Date;
}

export const columns = 'position, stream, version, type, schema_version, data, metadata, event_id, recorded_at';

/** The event of a row, as today's code would have written it. */
export function recorded(row: EventRow, types: EventTypes): RecordedEvent {
  return types.read({
    position: positionFrom(row.position),
    stream: row.stream,
    version: row.version,
    type: row.type,
    schemaVersion: row.schema_version,
    data: row.data,
    metadata: row.metadata,
    id: row.event_id,
    recordedAt: row.recorded_at.toISOString(),
  });
}
