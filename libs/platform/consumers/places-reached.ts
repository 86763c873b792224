import type { DataSource } from 'typeorm';
import type { Consistency, Position } from '#platform/core';

/**
 * How far a consumer of this context has come in each context that it hears, as is committed: read this before its read model,
 * and the read model has everything up to there. A lane that is behind the others counts for all of them.
 */
export async function placesReached(database: DataSource, consumer: string): Promise<Consistency> {
  const places = await database.query<readonly { readonly source: string; readonly position: Position }[]>(
    'select source, min(position)::float8 as position from checkpoints where consumer = $1 group by source order by source',
    [consumer],
  );
  return new Map(places.map(({ source, position }) => [source, position]));
}
