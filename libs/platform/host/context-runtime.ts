import { randomUUID } from 'node:crypto';
import { archivePlaceOf, DirectoryArchive } from '#platform/archive-directory';
import { aggregatesOf, eventTypesOf, Ids } from '#platform/core';
import {
  type ContextHome,
  createPool,
  Database,
  dataSourceOn,
  migrate,
  type Migration,
  namesOf,
  poolSamples,
  refuseUnfitServer,
  runningUrl,
} from '#platform/database';
import {
  CreateConsumers1763700000001,
  CreateProcesses1763700000017,
  IdentifyParkedStreams1763700000005,
  OverseeConsumers1763700000009,
  ShareLanes1763700000010,
  TraceTimers1763700000006,
} from '#platform/consumers';
import { PublishedFeed } from '#platform/feed';
import { CreateIdempotencyKeys1763700000002, PostgresIdempotencyStore } from '#platform/http';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  AppendAboutPeople1763700000020,
  AppendEvents1763700000023,
  ArchivedEvents,
  CreateArchive1763700000014,
  CreateHistory1763700000004,
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventHistory,
  PostgresEventLog,
  PostgresSnapshotStore,
  refuseMissingFiles,
} from '#platform/log-postgres';
import { scraped } from '#platform/metrics';
import { logger } from '#platform/observability';
import { CreatePersonalKeys1763700000019, personalDataSecrets, PersonalKeys, Sealing } from '#platform/personal-data';
import { CreateRelay1763700000003, identityOfLogIn } from '#platform/relay-checkpoint';
import type { DataSource } from 'typeorm';
import type { ContextDefinition } from './context-definition.js';
import { connectionsPerContext, hotStreams } from './settings.js';

export const platformMigrations: readonly Migration[] = [
  CreateLog1763700000000,
  CreateConsumers1763700000001,
  CreateIdempotencyKeys1763700000002,
  CreateRelay1763700000003,
  CreateHistory1763700000004,
  IdentifyParkedStreams1763700000005,
  TraceTimers1763700000006,
  CreateSnapshots1763700000008,
  OverseeConsumers1763700000009,
  ShareLanes1763700000010,
  CreateArchive1763700000014,
  CreateProcesses1763700000017,
  CreatePersonalKeys1763700000019,
  AppendAboutPeople1763700000020,
  AppendEvents1763700000023,
];

/** The files of archived events of a context. */
export function archiveFilesOf(context: string): DirectoryArchive {
  return new DirectoryArchive(archivePlaceOf(context));
}

/** Tells the connections of this process from those of others. */
const processId = randomUUID().slice(0, 18);

/** How often a process looks whether another one has destroyed keys of personal data, in milliseconds. */
const noticeEvery = 5_000;

/** What one context of this process runs on: its role's pool, its log, its read models and its feed. */
export class ContextRuntime {
  readonly database: Database;
  readonly events: PostgresEventLog;
  readonly history: PostgresEventHistory;
  readonly log: Log;
  readonly feed: PublishedFeed | undefined;
  /** Given when its events hold personal data. */
  readonly sealing: Sealing | undefined;
  readonly snapshots: Snapshots;
  private readonly forget: () => void;
  private noticing: NodeJS.Timeout | undefined;

  private constructor(
    readonly definition: ContextDefinition,
    readonly home: ContextHome,
    readonly dataSource: DataSource,
    database: Database,
    ids: Ids,
    /** Answers to requests that may be repeated. */
    readonly answers: PostgresIdempotencyStore,
    keys: PersonalKeys | undefined,
  ) {
    this.database = database;
    const types = eventTypesOf(definition.name, definition.past);
    const archive = new ArchivedEvents(archiveFilesOf(definition.name));
    const sealing = keys && new Sealing(definition.personalData!, keys);
    this.sealing = sealing;
    const reading = { archive, ...(sealing && { sealing }) };
    this.events = new PostgresEventLog(definition.name, database, { types, ...reading });
    this.history = new PostgresEventHistory(database, types, reading);
    const store = new PostgresSnapshotStore(database, types, archive, sealing);
    this.snapshots = new Snapshots(definition.name, store, { without: categoriesAboutPeople(definition) });
    const images = new MemoryImage(hotStreams.value);
    sealing?.onForgotten(() => images.clear());
    this.log = new Log(this.events, ids, images, this.snapshots);
    this.feed =
      definition.publish && new PublishedFeed(this.events, definition.publish, () => identityOfLogIn(database));
    this.forget = scraped(`connections of ${this.name}`, () => poolSamples(this.name, database.pool));
  }

  get name(): string {
    return this.definition.name;
  }

  /** Opens the context's database as its own role, after bringing its schema to the present. */
  static async open(definition: ContextDefinition, home: ContextHome, ids: Ids): Promise<ContextRuntime> {
    const { schema } = namesOf(home);
    const log = logger(definition.name);
    const holder = { id: processId, sessions: `tearline ${definition.name} ` };
    const pool = createPool({
      url: runningUrl(home),
      name: `${holder.sessions}${holder.id}`,
      schema,
      connections: connectionsPerContext.value,
      onError: (error) => log.warn('A database connection broke.', { error }),
    });
    try {
      await migrate(home, pool, [...platformMigrations, ...(definition.migrations ?? [])]);
      const database = new Database(pool);
      for (const { problem } of await refuseUnfitServer(database)) log.warn(problem);
      await refuseMissingFiles(definition.name, database, archiveFilesOf(definition.name));
      const dataSource = await dataSourceOn(pool, schema, definition.entities ?? []);
      const answers = new PostgresIdempotencyStore(database, {}, holder);
      const keys = definition.personalData && new PersonalKeys(definition.name, database, personalDataSecrets.value);
      await keys?.noticeDestroyed();
      const rewrapped = await keys?.rewrap();
      if (rewrapped) log.info('Keys of personal data are wrapped under the new secret.', { keys: rewrapped });
      const runtime = new ContextRuntime(definition, home, dataSource, database, ids, answers, keys);
      await runtime.snapshots.removeUnwanted();
      return runtime;
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** Takes note from now on of whom other processes forget. */
  start(): void {
    const { sealing } = this;
    this.noticing = sealing && setInterval(() => void this.noticeForgotten(sealing), noticeEvery).unref();
  }

  private async noticeForgotten(sealing: Sealing): Promise<void> {
    await sealing.notice().catch((error: unknown) => {
      logger(this.name).warn('It cannot be seen at the moment whose personal data are destroyed.', { error });
    });
  }

  async close(): Promise<void> {
    this.forget();
    clearInterval(this.noticing);
    await this.snapshots.stop();
    await this.dataSource.destroy();
    await this.database.pool.end();
  }
}

/** Whose streams fold into states that tell of people. */
function categoriesAboutPeople({ name, personalData, processes = [] }: ContextDefinition): ReadonlySet<string> {
  const types = Object.keys(personalData?.fields ?? {});
  const aggregates = aggregatesOf(name).filter(({ evolve }) => types.some((type) => Object.hasOwn(evolve, type)));
  const sendsOfPeople = Object.keys(personalData?.commands ?? {}).length > 0;
  const remembering = processes.filter(
    ({ facts }) => sendsOfPeople || types.some((type) => facts.some((fact) => fact.name === type)),
  );
  return new Set([...aggregates.map(({ category }) => category), ...remembering.map((process) => process.name)]);
}
