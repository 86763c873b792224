import { booleanArray, integerArray, jsonArray, type Queryable, textArray, uuidArray } from '#platform/database';
import type { StreamWrite } from '#platform/log';

/** Where a write ended. */
export interface Place {
  readonly last_version: number;
  readonly last_position: string;
}

/**
 * Appends writes that find their streams as they expect them, `about` these people: where each of them ended. Undefined, and nothing
 * is appended, where one has to be judged: it may be a repetition or have lost, or somebody is forgotten.
 */
export async function appendExpected(
  on: Queryable,
  writes: readonly StreamWrite[],
  about: readonly string[],
): Promise<readonly Place[] | undefined> {
  const base = isAlone(writes, about) ? await askForOne(on, writes[0]!) : await askForAll(on, writes, about);
  if (base === null) return undefined;
  let position = Number(base);
  return writes.map(({ expectedVersion, events }) => {
    position += events.length;
    return { last_version: expectedVersion + events.length, last_position: `${position}` };
  });
}

/** Whether there is one event, and nothing else to be looked at. */
function isAlone([write, ...others]: readonly StreamWrite[], about: readonly string[]): boolean {
  const { commandId, expectedVersion, events } = write!;
  const mayBeRepeated = commandId !== undefined && expectedVersion > 0;
  return others.length === 0 && events.length === 1 && about.length === 0 && !mayBeRepeated;
}

async function askForOne(on: Queryable, { stream, expectedVersion, commandId, events }: StreamWrite) {
  const { id, type, schemaVersion, data, metadata } = events[0]!;
  const { rows } = await on.query<{ base: string | null }>({
    name: 'append one',
    text: 'select append_one($1,$2,$3,$4,$5,$6,$7,$8) - 1 as base',
    values: [
      stream,
      expectedVersion,
      commandId ?? null,
      type,
      schemaVersion,
      JSON.stringify(data),
      JSON.stringify(metadata),
      id,
    ],
  });
  return rows[0]!.base;
}

async function askForAll(on: Queryable, writes: readonly StreamWrite[], about: readonly string[]) {
  const events = writes.flatMap(({ stream, expectedVersion, commandId = null, events }) =>
    events.map((event, index) => ({
      stream,
      commandId,
      isFirst: index === 0,
      version: expectedVersion + index + 1,
      event,
    })),
  );
  const { rows } = await on.query<{ base: string | null }>({
    name: 'append expected',
    text: 'select append_expected($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) as base',
    values: [
      textArray(about),
      textArray(events.map(({ stream }) => stream)),
      integerArray(events.map(({ version }) => version)),
      booleanArray(events.map(({ isFirst }) => isFirst)),
      uuidArray(events.map(({ commandId }) => commandId)),
      textArray(events.map(({ event }) => event.type)),
      integerArray(events.map(({ event }) => event.schemaVersion)),
      jsonArray(events.map(({ event }) => JSON.stringify(event.data))),
      jsonArray(events.map(({ event }) => JSON.stringify(event.metadata))),
      uuidArray(events.map(({ event }) => event.id)),
    ],
  });
  return rows[0]!.base;
}
