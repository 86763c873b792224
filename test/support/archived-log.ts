import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryArchive } from '#platform/archive-directory';
import { beginning, type Position, type RecordedEvent } from '#platform/core';
import type { EventLog, NewEvent } from '#platform/log';
import {
  ArchivedEvents,
  type ClosingKind,
  CreateArchive1763700000014,
  CreateHistory1763700000004,
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  type Moved,
  moveClosedStreams,
  type MoveOptions,
  PostgresEventHistory,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from './context-database.js';

/** Later than anything that a test records. */
export const afterAllOfThem = new Date(Date.now() + 86_400_000);

/** A log whose streams may leave for a directory of its own. */
export class ArchivedLog {
  private constructor(
    readonly context: ContextDatabase,
    readonly files: DirectoryArchive,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<ArchivedLog> {
    const context = await openContextDatabase('tests', [
      CreateLog1763700000000,
      CreateHistory1763700000004,
      CreateSnapshots1763700000008,
      CreateArchive1763700000014,
    ]);
    const directory = await mkdtemp(join(tmpdir(), 'archive-'));
    const close = async () => {
      await context.close();
      await rm(directory, { recursive: true });
    };
    return new ArchivedLog(context, new DirectoryArchive(join(directory, 'of', 'tests')), close);
  }

  /** The log as a process has it that has read nothing yet. */
  log(): PostgresEventLog {
    return new PostgresEventLog('tests', this.context.database, { archive: this.archive() });
  }

  history(widest?: number, mostBlocks = 100): PostgresEventHistory {
    const bound = widest === undefined ? {} : { widest };
    return new PostgresEventHistory(this.context.database, undefined, {
      archive: this.archive(),
      mostBlocks,
      ...bound,
    });
  }

  snapshots(): PostgresSnapshotStore {
    return new PostgresSnapshotStore(this.context.database, undefined, this.archive());
  }

  archive(): ArchivedEvents {
    return new ArchivedEvents(this.files);
  }

  move(kinds: readonly ClosingKind[], options: Partial<MoveOptions> = {}): Promise<Moved> {
    return moveClosedStreams(this.context.schemaOwner, this.files, { kinds, before: afterAllOfThem, ...options });
  }

  /** How many events are in the table. */
  async stored(): Promise<number> {
    const { rows } = await this.context.database.query<{ count: number }>('select count(*)::integer from events');
    return rows[0]!.count;
  }

  /** Every column of every row in the table, as the server writes it. */
  async checksum(): Promise<string> {
    const { rows } = await this.context.database.query<{ md5: string }>(
      `select md5(string_agg(events::text, '|' order by position)) as md5 from events`,
    );
    return rows[0]!.md5;
  }

  /** Changes one byte of a file. */
  async damage(name: string, at: number): Promise<void> {
    const path = join(this.files.place, name);
    const bytes = await readFile(path);
    bytes[at]! ^= 1;
    await writeFile(path, bytes);
  }

  stop(): Promise<void> {
    return this.close();
  }
}

/** An event as a command would record it. */
export function anEventOf(type: string, data: unknown = {}, correlationId: string = randomUUIDv7()): NewEvent {
  return { id: randomUUIDv7(), type, schemaVersion: 1, data, metadata: { commandId: randomUUIDv7(), correlationId } };
}

/** The whole log, in pages. */
export async function wholeLog(
  log: EventLog,
  limit = 1_000,
  after: Position = beginning,
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (let from = after; ; from = all.at(-1)!.position) {
    const page = await log.read(from, limit);
    all.push(...page);
    if (page.length === 0) return all;
  }
}
