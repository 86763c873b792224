import type { Queryable } from '#platform/database';
import { WrongSettings } from '#platform/config';
import type { ArchiveFiles } from '#platform/log';

/** A file as the database has noted it. */
export interface ArchivedFile {
  readonly id: number;
  readonly name: string;
  readonly events: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly contentBytes: number;
  readonly contentSha256: Buffer;
  /** How long its blocks are, one after the other. */
  readonly blocks: readonly number[];
  /** ISO 8601. */
  readonly movedAt: string;
}

/** All files of a context's archive, in the order in which they were written. */
export async function archivedFiles(database: Queryable): Promise<readonly ArchivedFile[]> {
  const { rows } = await database.query<Omit<ArchivedFile, 'movedAt'> & { movedAt: Date }>(
    `select id, name, events, bytes::double precision as bytes, sha256, content_bytes::double precision as "contentBytes",
       content_sha256 as "contentSha256",
       array(select b.bytes from archive_blocks b where b.file = f.id order by b.nth) as blocks, moved_at as "movedAt"
     from archive_files f order by id`,
  );
  return rows.map((row) => ({ ...row, movedAt: row.movedAt.toISOString() }));
}

/** Refuses to start where files of the archive are missing or cut off; throws `WrongSettings`. */
export async function refuseMissingFiles(context: string, database: Queryable, files: ArchiveFiles): Promise<void> {
  const missing: string[] = [];
  for (const { name, bytes } of await archivedFiles(database))
    if ((await files.sizeOf(name)) !== bytes) missing.push(name);
  if (missing.length === 0) return;
  throw new WrongSettings([
    `${missing.length} files of archived events of ${context} are missing or incomplete in ${files.place}, the first of them ${missing[0]}: set ARCHIVE_DIRECTORY to the directory that holds them, or copy them there.`,
  ]);
}
