import { ArchiveDamaged } from '#platform/log';
import { columns } from '../stored-event.js';
import { blockColumns, blockStreamColumns } from './archived-events.js';

/** These columns of the blocks with events of a stream, `$1`, of some versions. */
const blocksOfStream = (ofBlock: string, versions: string) => `
  select ${ofBlock} from archive_blocks b join archive_files f on f.id = b.file
  where exists (select from archived_places a
    where a.stream = $1 and ${versions} and a.file = b.file and b.positions @> a.position)`;

/** A stream after a version, in the table and in blocks. */
export const readStreamAndArchive = `
  select ${columns} from events where stream = $1 and version > $2
  union all
  ${blocksOfStream(blockColumns, 'a.version > $2')}`;

/** The blocks with events of a stream behind a version, and at most so many. */
export const blocksBehind = (version: string, limit: string) =>
  blocksOfStream(blockStreamColumns, `a.version > ${version} and a.version <= ${version} + ${limit}`);

/** So many positions after one, in the table and in blocks. */
export const readPositionsAndArchive = `
  select ${columns} from events where position > $1 and position <= $1::bigint + $2
  union all
  select ${blockColumns} from archive_blocks b join archive_files f on f.id = b.file
  where b.positions && int8range($1, $1::bigint + $2, '(]')`;

/** Whether rows follow on each other from after a number on, without a hole. */
export function areDense(numbers: readonly number[], after: number): boolean {
  return numbers.every((number, index) => number === after + index + 1);
}

/** Rows of table and archive in their order; throws when there is a hole between them. */
export function inOrder<Row>(rows: readonly Row[], placeOf: (row: Row) => number, after: number): readonly Row[] {
  if (areDense(rows.map(placeOf), after)) return rows;
  const sorted = rows.toSorted((a, b) => placeOf(a) - placeOf(b));
  if (areDense(sorted.map(placeOf), after)) return sorted;
  const places = sorted.map(placeOf);
  const hole = places.findIndex((place, index) => place !== after + index + 1);
  throw new ArchiveDamaged({ reason: `${after + hole + 1} is neither in the table nor in the archive, or in both` });
}
