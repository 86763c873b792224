import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { archiveDirectory, DirectoryArchive } from '#platform/archive-directory';
import { eventTypesOf, Ids } from '#platform/core';
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
  TraceTimers1763700000006,
} from '#platform/consumers';
import { PublishedFeed } from '#platform/feed';
import { CreateRelay1763700000003 } from '#platform/feed-nats';
import { CreateIdempotencyKeys1763700000002, PostgresIdempotencyStore } from '#platform/http';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
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
  CreateArchive1763700000014,
  CreateProcesses1763700000017,
];

/** The files of archived events of a context. */
export function archiveFilesOf(context: string): DirectoryArchive {
  return new DirectoryArchive(join(archiveDirectory.value, context));
}

/** Tells the connections of this process from those of others. */
const processId = randomUUID().slice(0, 18);

/** What one context of this process runs on: its role's pool, its log, its read models and its feed. */
export class ContextRuntime {
  readonly database: Database;
  readonly events: PostgresEventLog;
  readonly history: PostgresEventHistory;
  readonly log: Log;
  readonly feed: PublishedFeed | undefined;
  private readonly snapshots: Snapshots;
  private readonly forget: () => void;

  private constructor(
    readonly definition: ContextDefinition,
    readonly home: ContextHome,
    readonly dataSource: DataSource,
    database: Database,
    ids: Ids,
    /** Answers to requests that may be repeated. */
    readonly answers: PostgresIdempotencyStore,
  ) {
    this.database = database;
    const types = eventTypesOf(definition.name, definition.past);
    const archive = new ArchivedEvents(archiveFilesOf(definition.name));
    this.events = new PostgresEventLog(definition.name, database, { types, archive });
    this.history = new PostgresEventHistory(database, types, { archive });
    this.snapshots = new Snapshots(definition.name, new PostgresSnapshotStore(database, types, archive));
    this.log = new Log(this.events, ids, new MemoryImage(hotStreams.value), this.snapshots);
    this.feed = definition.publish && new PublishedFeed(this.events, definition.publish);
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
      return new ContextRuntime(definition, home, dataSource, database, ids, answers);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.forget();
    await this.snapshots.stop();
    await this.dataSource.destroy();
    await this.database.pool.end();
  }
}
