import { join } from 'node:path';
import { dataDirectory, setting } from '#platform/config';
import { z } from 'zod';

export const archiveDirectory = setting(
  'ARCHIVE_DIRECTORY',
  z.string().min(1),
  'where the files of archived events are, the same for every process of a system; unset, the folder `archive` in DATA_DIRECTORY',
);

/** Where the files of a context's archived events are. */
export function archivePlaceOf(context: string): string {
  return join(archiveDirectory.value ?? join(dataDirectory.value, 'archive'), context);
}
