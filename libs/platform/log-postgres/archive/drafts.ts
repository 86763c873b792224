import type { SchemaOwner, Session, Transaction } from '#platform/database';
import { type ArchiveFiles, ArchiveBusy } from '#platform/log';

/** Runs work that changes the archive of a context, or counts it: one at a time, whoever runs it. */
export function alone<T>(owner: SchemaOwner, work: (session: Session) => Promise<T>): Promise<T> {
  return owner.session(async (session) => {
    const { rows } = await session.transaction((transaction) => transaction.query<{ free: boolean }>(lock));
    if (!rows[0]!.free) throw new ArchiveBusy();
    return work(session);
  });
}

const lock = `select pg_try_advisory_lock(hashtext('tearline archive'), hashtext(current_schema)) as free`;

/**
 * Notes the name of a file before it is written, or before it is removed: what a run that was cut off leaves is then known
 * by name, and no other file is ever removed.
 */
export async function draft(transaction: Transaction, name: string): Promise<void> {
  await transaction.query('insert into archive_drafts (name) values ($1)', [name]);
}

/** Removes the files that are noted as drafts. A run that is still about to move one finds it gone, and moves nothing. */
export async function removeDrafts(session: Session, files: ArchiveFiles): Promise<number> {
  const names = await session.transaction(async (transaction) => {
    const { rows } = await transaction.query<{ name: string }>('select name from archive_drafts');
    return rows.map(({ name }) => name);
  });
  for (const name of names) {
    await session.transaction(async (transaction) => {
      const { rowCount } = await transaction.query('delete from archive_drafts where name = $1', [name]);
      if (rowCount === 1) await files.remove(name);
    });
  }
  return names.length;
}
