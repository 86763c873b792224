import { booleanArray, integerArray, jsonArray, type Queryable, textArray, uuidArray } from '#platform/database';
import type { StreamWrite } from '#platform/log';
import { type Appended, forEvents, type SentEvent } from './stored-event.js';

/** An event and what its write says of it. */
interface Sent extends SentEvent {
  readonly isFirst: boolean;
  readonly commandId: string | null;
}

interface PlaceRow {
  /** Null where nothing was appended. */
  readonly base: string | null;
  readonly moment: string;
}

/**
 * Appends writes that find their streams as they expect them, `about` these people. Undefined, and nothing is appended, where one has
 * to be judged: it may be a repetition or have lost, or somebody is forgotten.
 */
export async function appendExpected(
  on: Queryable,
  writes: readonly StreamWrite[],
  about: readonly string[],
): Promise<Appended | undefined> {
  const events = writes.flatMap(sentOf);
  const statement = isAlone(writes, about) ? askForOne(events[0]!) : askForAll(events, about);
  const { rows } = await on.query<PlaceRow>(forEvents(statement));
  const { base, moment } = rows[0]!;
  return base === null ? undefined : { after: Number(base), moment, events };
}

function sentOf({ stream, expectedVersion, commandId, events }: StreamWrite): readonly Sent[] {
  return events.map(({ id, type, schemaVersion, data, metadata }, index) => ({
    stream,
    version: expectedVersion + index + 1,
    isFirst: index === 0,
    commandId: commandId ?? null,
    type,
    schemaVersion,
    data: JSON.stringify(data),
    metadata: JSON.stringify(metadata),
    id,
  }));
}

/** Whether there is one event, and nothing else to be looked at. */
function isAlone([write, ...others]: readonly StreamWrite[], about: readonly string[]): boolean {
  const { commandId, expectedVersion, events } = write!;
  const mayBeRepeated = commandId !== undefined && expectedVersion > 0;
  return others.length === 0 && events.length === 1 && about.length === 0 && !mayBeRepeated;
}

function askForOne({ stream, version, commandId, type, schemaVersion, data, metadata, id }: Sent) {
  return {
    name: 'append event',
    text: 'select base, moment from append_event($1,$2,$3,$4,$5,$6,$7,$8)',
    values: [stream, version - 1, commandId, type, schemaVersion, data, metadata, id],
  };
}

function askForAll(events: readonly Sent[], about: readonly string[]) {
  return {
    name: 'append events',
    text: 'select base, moment from append_events($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)',
    values: [
      textArray(about),
      textArray(events.map(({ stream }) => stream)),
      integerArray(events.map(({ version }) => version)),
      booleanArray(events.map(({ isFirst }) => isFirst)),
      uuidArray(events.map(({ commandId }) => commandId)),
      textArray(events.map(({ type }) => type)),
      integerArray(events.map(({ schemaVersion }) => schemaVersion)),
      jsonArray(events.map(({ data }) => data)),
      jsonArray(events.map(({ metadata }) => metadata)),
      uuidArray(events.map(({ id }) => id)),
    ],
  };
}
