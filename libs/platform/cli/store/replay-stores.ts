import { replayProcesses, type ReplayReport } from '#platform/consumers';
import type { ProcessManager } from '#platform/core';
import { PostgresEventLog } from '#platform/log-postgres';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import type { ContextStore } from './context-stores.js';

/** Plays the processes of each context that have not ended with the code at hand. */
export async function replayStores(stores: readonly ContextStore[]): Promise<readonly ReplayReport[]> {
  const reports: ReplayReport[] = [];
  for (const store of stores.filter(({ definition }) => (definition.processes ?? []).length > 0)) {
    await assertListed(store);
    const { name, definition, database, types, archive, sealing } = store;
    const log = new PostgresEventLog(name, database, { types, archive, ...(sealing && { sealing }) });
    reports.push(await replayProcesses((definition.processes ?? []) as readonly ProcessManager[], log, database));
  }
  return reports;
}

async function assertListed({ name, database }: ContextStore): Promise<void> {
  const { rows } = await database.query<{ listed: string | null }>(`select to_regclass('processes') as listed`);
  if (rows[0]!.listed !== null) return;
  const message = `The processes of ${name} are not listed in this database yet: start the system once with this version.`;
  throw new CommandFailure(exitCodes.wrong, message);
}
