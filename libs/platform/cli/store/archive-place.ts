import { archiveDirectory } from '#platform/archive-directory';
import { databaseUrl } from '#platform/process';
import { usage } from '../exit-codes.js';

/** Refuses to move events of a server that others may use to where only this machine may see them. */
export function assertChosenPlace(): void {
  if (databaseUrl.value === undefined || process.env[archiveDirectory.name]) return;
  throw usage(
    `${archiveDirectory.name} is not set: set it to the directory where every process of the system finds the files, or they cannot read what has left.`,
  );
}
