import type { Queryable } from '#platform/database';
import type { StreamWrite } from '#platform/log';

/** Appends a single event that shares its commit with nobody; undefined where that is not so, or more has to be looked at. */
export async function appendOne(
  on: Queryable,
  groups: readonly (readonly StreamWrite[])[],
): Promise<{ readonly last_version: number; readonly last_position: string } | undefined> {
  const [write, ...others] = groups.flat();
  const [event, ...behind] = write!.events;
  const { stream, expectedVersion, commandId } = write!;
  const mayBeRepeated = commandId !== undefined && expectedVersion > 0;
  if (others.length + behind.length > 0 || mayBeRepeated) return undefined;
  const { type, schemaVersion, data, metadata, id } = event!;
  const { rows } = await on.query<{ position: string | null }>({
    name: 'append one',
    text: 'select append_one($1,$2,$3,$4,$5,$6,$7,$8) as position',
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
  const { position } = rows[0]!;
  return position === null ? undefined : { last_version: expectedVersion + 1, last_position: position };
}
