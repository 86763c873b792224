import { resolve } from 'node:path';
import { dataDirectory } from '#platform/config';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres';
import { databaseUrl } from './settings.js';

/** Starts the database that the project brings, unless the settings name another. */
export async function databaseWhenNoneIsGiven(): Promise<EmbeddedPostgres | undefined> {
  if (databaseUrl.value !== undefined) return undefined;
  return startEmbeddedPostgres({
    directory: resolve(dataDirectory.value, 'postgres'),
    log: (line) => console.log(line),
  });
}
