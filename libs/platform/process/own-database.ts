import { resolve } from 'node:path';
import { dataDirectory } from '#platform/config';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres';
import { databaseUrl } from './settings.js';

/** Starts the database that the project brings, unless the settings name another. `log` is told what a person waiting should know. */
export async function databaseWhenNoneIsGiven(
  log: (line: string) => void = (line) => console.log(line),
): Promise<EmbeddedPostgres | undefined> {
  if (databaseUrl.value !== undefined) return undefined;
  return startEmbeddedPostgres({
    directory: resolve(dataDirectory.value, 'postgres'),
    log,
  });
}
