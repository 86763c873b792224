import { eventTypesOf, type EventTypes } from '#platform/core';
import {
  type ContextHome,
  createPool,
  Database,
  isRefusedEntry,
  namesOf,
  runningUrl,
  UnreachableServer,
} from '#platform/database';
import { archiveFilesOf, type ContextDefinition, definitionOf, homeOf } from '#platform/host';
import { ArchivedEvents } from '#platform/log-postgres';
import { personalDataSecrets, PersonalKeys, Sealing } from '#platform/personal-data';
import { SharedDatabase } from '#platform/process';
import { CommandFailure, exitCodes, usage } from '../exit-codes.js';
import type { Session } from '../session.js';

/** What a context has stored, opened as the context itself runs. */
export interface ContextStore {
  readonly name: string;
  readonly definition: ContextDefinition;
  readonly home: ContextHome;
  readonly database: Database;
  readonly types: EventTypes;
  /** What has left the table of events. */
  readonly archive: ArchivedEvents;
  /** Given when its events hold personal data. */
  readonly sealing: Sealing | undefined;
}

/** A long look takes longer than what a context does. Milliseconds. */
const timeouts = { statement: 1_800_000, answer: 1_810_000 };

/** Runs work on the homes of the contexts asked for, all when none is named, and starts the own database when no other is given. */
export async function withHomes<T>(
  { system, terminal }: Session,
  only: readonly string[],
  work: (homes: readonly { readonly definition: ContextDefinition; readonly home: ContextHome }[]) => Promise<T>,
): Promise<T> {
  const definitions = (await system.contexts()).map(definitionOf);
  const unknown = only.filter((name) => !definitions.some((one) => one.name === name));
  if (unknown.length > 0)
    throw usage(`There is no context ${unknown[0]}. There are ${definitions.map(({ name }) => name).join(', ')}.`);
  const wanted = definitions.filter(({ name }) => only.length === 0 || only.includes(name));
  const database = new SharedDatabase((line) => terminal.complain(line));
  const letGo = stopOnSignal(database);
  try {
    const sharedUrl = await database.url();
    return await work(wanted.map((definition) => ({ definition, home: homeOf(definition, sharedUrl) })));
  } finally {
    await database.stop();
    letGo();
  }
}

/** Has a signal that ends the command stop the database first. A command that minds the signal itself comes to its end. */
function stopOnSignal(database: SharedDatabase): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const stop = (name: NodeJS.Signals) => {
    if (process.listenerCount(name) > 1) return;
    const end = () => {
      letGo();
      process.kill(process.pid, name);
    };
    void database.stop().finally(end);
  };
  const letGo = () => signals.forEach((name) => process.off(name, stop));
  for (const name of signals) process.on(name, stop);
  return letGo;
}

/** Runs work on the opened stores. */
export function withStores<T>(
  session: Session,
  only: readonly string[],
  work: (stores: readonly ContextStore[]) => Promise<T>,
): Promise<T> {
  return withHomes(session, only, async (homes) => {
    const stores = homes.map(({ definition, home }) => openStore(definition, home));
    try {
      for (const store of stores) await assertReachable(store);
      return await work(stores);
    } finally {
      await Promise.all(stores.map(({ database }) => database.pool.end()));
    }
  });
}

/** The connections are made when they are first used. */
export function openStore(definition: ContextDefinition, home: ContextHome): ContextStore {
  const { name, past, personalData } = definition;
  const pool = createPool({
    url: runningUrl(home),
    name: `tearline ${name} command line`,
    schema: namesOf(home).schema,
    connections: 2,
    timeouts,
    onError: () => {},
  });
  const database = new Database(pool);
  const archive = new ArchivedEvents(archiveFilesOf(name));
  const sealing =
    personalData && new Sealing(personalData, new PersonalKeys(name, database, personalDataSecrets.value));
  return { name, definition, home, database, types: eventTypesOf(name, past), archive, sealing };
}

/** Refuses a database in which the context has nothing. */
export async function assertThere(definition: ContextDefinition, home: ContextHome): Promise<void> {
  const store = openStore(definition, home);
  try {
    await assertReachable(store);
  } finally {
    await store.database.pool.end();
  }
}

async function assertReachable({ name, home, database }: ContextStore): Promise<void> {
  const { rows } = await database
    .query<{ log: string | null }>(`select to_regclass('archive_files') as log`)
    .catch((error: Error) => {
      throw isRefusedEntry(error) ? new UnreachableServer(runningUrl(home), home.setting, error) : error;
    });
  if (rows[0]!.log !== null) return;
  const message = `The context ${name} has no log in this database, or one of an earlier version: start the system once, or correct ${home.setting}.`;
  throw new CommandFailure(exitCodes.unreachable, message);
}
