import type { EventTypes, Metadata, RecordedEvent } from '#platform/core';
import { notOpened, positionFrom } from '#platform/core';
import type { Opened, Sealing } from '#platform/personal-data';

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

/** The events of rows, as today's code would have written them, with what is known of people in clear. */
export async function recorded(
  rows: readonly EventRow[],
  types: EventTypes,
  sealing: Sealing | undefined,
): Promise<readonly RecordedEvent[]> {
  const open = await sealing?.open(rows);
  return rows.map((row) => eventOf(row, types, open?.(row)));
}

function eventOf(row: EventRow, types: EventTypes, { data = row.data, missing }: Opened = {}): RecordedEvent {
  const stored: RecordedEvent = {
    position: positionFrom(row.position),
    stream: row.stream,
    version: row.version,
    type: row.type,
    schemaVersion: row.schema_version,
    data,
    metadata: row.metadata,
    id: row.event_id,
    recordedAt: row.recorded_at.toISOString(),
  };
  return missing === undefined ? types.read(stored) : notOpened(stored, missing);
}
