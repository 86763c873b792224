import { eventTypesOf } from '#platform/core';
import { type ContextHome, createPool, migrate, namesOf, runningUrl, SchemaOwner } from '#platform/database';
import {
  type ArchivedFile,
  archivedFiles,
  type ClosingKind,
  type Leaving,
  type Moved,
  moveClosedStreams,
  type MoveOptions,
  type Restored,
  restoreFromArchive,
  type VerifiedArchive,
  verifyArchive,
  whatWouldLeave,
} from '#platform/log-postgres';
import type { ContextDefinition } from './context-definition.js';
import { archiveFilesOf, platformMigrations } from './context-runtime.js';
import { kindsOf } from './kinds.js';

/** What an operator does with the archive of one context. It needs no running process, and disturbs none. */
export class ContextArchive {
  private readonly owner: SchemaOwner;
  private readonly files;
  private readonly kinds: readonly ClosingKind[];

  constructor(
    private readonly definition: ContextDefinition,
    private readonly home: ContextHome,
  ) {
    this.owner = new SchemaOwner(home);
    this.files = archiveFilesOf(definition.name);
    const types = eventTypesOf(definition.name, definition.past);
    this.kinds = kindsOf(definition).map(({ category, closedBy = [] }) => ({
      category,
      types: closedBy.flatMap((type) => types.namesOf(type)),
    }));
  }

  /** Brings the context's schema to the present, as a start of the context does. */
  async prepare(): Promise<void> {
    const { schema } = namesOf(this.home);
    const pool = createPool({
      url: runningUrl(this.home),
      name: `tearline ${this.definition.name} archive`,
      schema,
      connections: 1,
      onError: () => {},
    });
    try {
      await migrate(this.home, pool, [...platformMigrations, ...(this.definition.migrations ?? [])]);
    } finally {
      await pool.end();
    }
  }

  /** Moves closed streams whose last event was recorded before a moment into files. */
  move(options: Omit<MoveOptions, 'kinds'>): Promise<Moved> {
    return moveClosedStreams(this.owner, this.files, { ...options, kinds: this.kinds });
  }

  /** What `move` would do. */
  estimate(before: Date): Promise<readonly Leaving[]> {
    return this.owner.transaction((reading) => whatWouldLeave(reading, this.kinds, before));
  }

  /** Puts files back into the table and removes them; all of them when none is named. */
  restore(names?: readonly string[], onRestored?: (soFar: Restored) => void): Promise<Restored> {
    return restoreFromArchive(this.owner, this.files, names, onRestored);
  }

  /** Reads every file and compares it with its checksums, its index and the log. */
  verify(): Promise<VerifiedArchive> {
    return verifyArchive(this.owner, this.files);
  }

  list(): Promise<readonly ArchivedFile[]> {
    return this.owner.transaction((reading) => archivedFiles(reading));
  }
}
