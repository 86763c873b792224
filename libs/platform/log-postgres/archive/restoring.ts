import type { SchemaOwner, Session, Transaction } from '#platform/database';
import { ArchiveDamaged, type ArchiveFiles, ArchiveUnavailable } from '#platform/log';
import { restoreLines } from '../sql/archive-moves.js';
import { alone, draft, removeDrafts } from './drafts.js';
import { type ArchivedFile, archivedFiles } from './manifest.js';
import { hashOf, linesOf, unpack } from './volume.js';

/** So many lines go back in one statement. */
const atOnce = 1_000;

export interface Restored {
  readonly files: number;
  readonly events: number;
}

/**
 * Puts the events of files back into the table as they were, byte for byte, and removes the files; all of them when none is
 * named. Each file is one transaction, and the database compares checksums before it forgets the file.
 */
export function restoreFromArchive(
  owner: SchemaOwner,
  files: ArchiveFiles,
  names?: readonly string[],
  onRestored: (soFar: Restored) => void = () => {},
): Promise<Restored> {
  return alone(owner, async (session) => {
    const all = await session.transaction((reading) => archivedFiles(reading));
    let restored: Restored = { files: 0, events: 0 };
    for (const file of all.filter(({ name }) => names === undefined || names.includes(name))) {
      await restore(session, files, file);
      restored = { files: restored.files + 1, events: restored.events + file.events };
      onRestored(restored);
    }
    await removeDrafts(session, files);
    return restored;
  });
}

async function restore(session: Session, files: ArchiveFiles, file: ArchivedFile): Promise<void> {
  const lines = linesOf(await contentOf(files, file));
  await session.transaction(async (transaction) => {
    for (let first = 0; first < lines.length; first += atOnce)
      await insert(transaction, lines.slice(first, first + atOnce));
    await draft(transaction, file.name);
    await transaction.query('delete from archive_files where id = $1', [file.id]);
  });
}

async function insert(transaction: Transaction, lines: readonly string[]): Promise<void> {
  await transaction.query(restoreLines, [lines]);
}

/** The lines of a file, when their checksums are those that were noted. */
export async function contentOf(files: ArchiveFiles, file: ArchivedFile): Promise<Buffer> {
  const where = { file: file.name, place: files.place };
  const stored = await files.read(file.name, 0, file.bytes + 1);
  if (stored === undefined) throw new ArchiveUnavailable({ ...where, reason: 'there is no such file' });
  if (!hashOf(stored).equals(file.sha256)) throw new ArchiveDamaged(where);
  const content = await unpack(stored, file.blocks);
  if (!hashOf(content).equals(file.contentSha256)) throw new ArchiveDamaged(where);
  return content;
}
