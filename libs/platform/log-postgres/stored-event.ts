import type { EventTypes, Metadata, RecordedEvent, StreamEvent } from '#platform/core';
import { notOpened, positionFrom } from '#platform/core';
import type { Sealing } from '#platform/personal-data';
import pg, { type QueryConfig } from 'pg';

/** A row of an event whose stream is known, with what folding asks for. */
export interface StreamRow {
  readonly position: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly event_id: string;
}

export interface EventRow extends StreamRow {
  readonly stream: string;
  readonly metadata: Metadata;
  /** ISO 8601 in UTC with milliseconds. */
  readonly recorded_at: string;
}

export const streamColumns = 'position, version, type, schema_version, data, event_id';
export const columns = `${streamColumns}, stream, metadata, recorded_at`;

const timestamptz: number = pg.types.builtins.TIMESTAMPTZ;
const parserOf = pg.types.getTypeParser as (type: number, format?: string) => (text: string) => unknown;
const dateFrom = parserOf(timestamptz) as (text: string) => Date;

/** The driver would make a date of each time, only for it to become text again. */
const types = {
  getTypeParser: (type: number, format?: string) => (type === timestamptz ? timeFrom : parserOf(type, format)),
};

/** A statement that answers with rows of events. */
export function forEvents(statement: QueryConfig): QueryConfig {
  return { ...statement, types };
}

/** A time as the server writes it. */
export function timeFrom(text: string): string {
  const [toSeconds, fraction = ''] = text.slice(0, -3).split('.');
  if (!text.endsWith('+00') || toSeconds!.length !== 19) return dateFrom(text).toISOString();
  return `${toSeconds!.replace(' ', 'T')}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

/** An event with its JSON as it is sent to be stored. */
export interface SentEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
  readonly id: string;
}

/** Events that an append has put into the log, one position behind the other. */
export interface Appended {
  /** The position before the first of them. */
  readonly after: number;
  /** The time of all of them: ISO 8601 in UTC with milliseconds. */
  readonly moment: string;
  readonly events: readonly SentEvent[];
}

/** The rows that were stored. */
export function rowsOf({ after, moment, events }: Appended): readonly EventRow[] {
  return events.map(({ stream, version, type, schemaVersion, data, metadata, id }, index) => ({
    position: `${after + index + 1}`,
    stream,
    version,
    type,
    schema_version: schemaVersion,
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as Metadata,
    event_id: id,
    recorded_at: moment,
  }));
}

/** The events of rows, as today's code would have written them, with what is known of people in clear. */
export function recorded(
  rows: readonly EventRow[],
  types: EventTypes,
  sealing: Sealing | undefined,
): Promise<readonly RecordedEvent[]> {
  const eventOf = (row: EventRow, data: unknown) => {
    const { stream, metadata, recorded_at: recordedAt } = row;
    return { ...eventIn(stream, row, data), metadata, recordedAt };
  };
  return present(rows, eventOf, types, sealing);
}

/** The same of rows of one stream. */
export function inStream(
  stream: string,
  rows: readonly StreamRow[],
  types: EventTypes,
  sealing: Sealing | undefined,
): Promise<readonly StreamEvent[]> {
  return present(rows, (row, data) => eventIn(stream, row, data), types, sealing);
}

async function present<Row extends StreamRow, Stored extends StreamEvent>(
  rows: readonly Row[],
  eventOf: (row: Row, data: unknown) => Stored,
  types: EventTypes,
  sealing: Sealing | undefined,
): Promise<readonly Stored[]> {
  const open = await sealing?.open(rows);
  return rows.map((row) => {
    const { data = row.data, missing } = open?.(row) ?? {};
    const event = eventOf(row, data);
    return missing === undefined ? types.read(event) : notOpened(event, missing);
  });
}

function eventIn(stream: string, row: StreamRow, data: unknown): StreamEvent {
  return {
    position: positionFrom(row.position),
    stream,
    version: row.version,
    type: row.type,
    schemaVersion: row.schema_version,
    data,
    id: row.event_id,
  };
}
