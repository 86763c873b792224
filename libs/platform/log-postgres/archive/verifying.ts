import { isDeepStrictEqual } from 'node:util';
import type { SchemaOwner, Transaction } from '#platform/database';
import { type ArchiveFiles, ArchiveDamaged, ArchiveUnavailable } from '#platform/log';
import type { ArchivedLine } from './archived-events.js';
import { alone } from './drafts.js';
import { type ArchivedFile, archivedFiles } from './manifest.js';
import { contentOf } from './restoring.js';
import { hashOf, linesOf } from './volume.js';

/** What a log and its archive come to together. */
export interface VerifiedArchive {
  readonly files: number;
  readonly archived: number;
  readonly stored: number;
  readonly head: number;
  /** A sentence for each thing that is not as it must be. */
  readonly problems: readonly string[];
  /** Files that the archive does not refer to. Nothing but a run that was cut off leaves such. */
  readonly unknown: readonly string[];
}

/** Reads every file of the archive and compares it with its checksums and its index, and the whole with the log's head. */
export function verifyArchive(owner: SchemaOwner, files: ArchiveFiles): Promise<VerifiedArchive> {
  return alone(owner, (session) =>
    session.transaction(async (reading) => {
      await reading.query('set transaction isolation level repeatable read, read only');
      const all = await archivedFiles(reading);
      const problems: string[] = [];
      for (const file of all) problems.push(...(await problemsOf(reading, files, file)));
      const { stored, archived, head, twice } = await counts(reading);
      if (stored + archived !== head)
        problems.push(`The log ends at ${head}, but ${stored} events are in the table and ${archived} in the archive.`);
      if (twice > 0) problems.push(`${twice} events are in the table and in the archive.`);
      const known = new Set(all.map(({ name }) => name));
      const unknown = (await files.names()).filter((name) => !known.has(name));
      return { files: all.length, archived, stored, head, problems, unknown };
    }),
  );
}

async function problemsOf(reading: Transaction, files: ArchiveFiles, file: ArchivedFile): Promise<readonly string[]> {
  const lines = await readable(files, file);
  if (typeof lines === 'string') return [lines];
  const problems: string[] = [];
  if (lines.length !== file.events) problems.push(`${file.name} has ${lines.length} events and not ${file.events}.`);
  if (!isDeepStrictEqual(lines.map(placeOf), await indexOf(reading, file)))
    problems.push(`The index does not say what is in ${file.name}.`);
  if (!(await areBlocksRight(reading, files, file)))
    problems.push(`The blocks of ${file.name} are not where they are said to be.`);
  return problems;
}

async function readable(files: ArchiveFiles, file: ArchivedFile): Promise<readonly ArchivedLine[] | string> {
  try {
    return linesOf(await contentOf(files, file)).map((line) => JSON.parse(line) as ArchivedLine);
  } catch (error) {
    if (error instanceof ArchiveDamaged) return `${file.name} is damaged.`;
    if (error instanceof ArchiveUnavailable) return `${file.name} is missing.`;
    throw error;
  }
}

const placeOf = ({ stream, version, position, eventId, commandId }: ArchivedLine) => ({
  stream,
  version,
  position,
  eventId,
  commandId,
});

async function indexOf(reading: Transaction, { id }: ArchivedFile): Promise<readonly object[]> {
  const { rows } = await reading.query<object>(
    `select stream, version, position::double precision as position, event_id as "eventId", command_id as "commandId"
     from archived_places where file = $1 order by position`,
    [id],
  );
  return rows.map((row) => ({ ...row }));
}

/** The blocks lie one after the other, and each has its checksum and the events that it is said to have. */
async function areBlocksRight(
  reading: Transaction,
  files: ArchiveFiles,
  { id, name, bytes }: ArchivedFile,
): Promise<boolean> {
  const { rows } = await reading.query<{ at: number; bytes: number; sha256: Buffer; isRight: boolean }>(
    `select b.at::double precision as at, b.bytes, b.sha256, b.events = (
       select count(*) from archived_places a where a.file = b.file and b.positions @> a.position) as "isRight"
     from archive_blocks b where b.file = $1 order by b.nth`,
    [id],
  );
  let at = 0;
  for (const block of rows) {
    const part = await files.read(name, block.at, block.bytes);
    if (block.at !== at || !block.isRight || part === undefined || !hashOf(part).equals(block.sha256)) return false;
    at += block.bytes;
  }
  return at === bytes;
}

async function counts(reading: Transaction) {
  const { rows } = await reading.query<{ stored: number; archived: number; head: number; twice: number }>(
    `select (select count(*) from events)::double precision as stored,
       (select count(*) from archived_places)::double precision as archived,
       (select position from log_head)::double precision as head,
       (select count(*) from archived_places a where exists (select from events e where e.position = a.position
          or (e.stream = a.stream and e.version = a.version)))::double precision as twice`,
  );
  return rows[0]!;
}
