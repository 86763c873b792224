import type { Metadata } from '#platform/core';
import { ArchiveDamaged, type ArchiveFiles, ArchiveUnavailable } from '#platform/log';
import { LRUCache } from 'lru-cache';
import type { EventRow, StreamRow } from '../stored-event.js';
import { hashOf, linesOf, unpack } from './volume.js';

/** Where a block of archived events lies, as the database tells it among the rows of events. */
export interface BlockRow {
  /** The first in it. */
  readonly position: string;
  readonly type: null;
  readonly data: { readonly file: string; readonly at: number; readonly bytes: number; readonly sha256: string };
}

/** An archived event whose data are still text. */
export interface ArchivedLine {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
  readonly eventId: string;
  readonly commandId: string | null;
  /** ISO 8601 in UTC with microseconds. */
  readonly recordedAt: string;
}

/** The columns of a `StreamRow` for one that names a block `b` of a file `f` instead of an event. */
export const blockStreamColumns = `lower(b.positions) as position, null::integer as version, null as type,
  null::integer as schema_version,
  json_build_object('file', f.name, 'at', b.at, 'bytes', b.bytes, 'sha256', encode(b.sha256, 'hex')) as data,
  null::uuid as event_id`;
/** The same of an `EventRow`. */
export const blockColumns = `${blockStreamColumns}, null as stream, null::json as metadata, null::timestamptz as recorded_at`;

/** How much opened text is kept for the next readers, in characters. */
const kept = 16_000_000;

/** How often what could not be found is looked up again: meanwhile it may have been put back into the table. */
const attempts = 3;

interface SearchLimits {
  readonly after: number;
  readonly enough: number;
  readonly budget: number;
}

interface FoundInSearch {
  readonly rows: readonly EventRow[];
  readonly upTo: number | undefined;
}

/** Opens what has left the table for files. What a checksum does not vouch for is never returned. */
export class ArchivedEvents {
  private readonly opened = new LRUCache<string, readonly ArchivedLine[]>({ maxSize: kept });
  private readonly opening = new Map<string, Promise<readonly ArchivedLine[]>>();

  constructor(private readonly files: ArchiveFiles) {}

  /**
   * Completes what one statement found: rows of events, and blocks in which there may be more. All is of one moment, so no
   * event is in both and none is in neither, whatever is being moved. Of the blocks only what is wanted is taken.
   */
  async complete<Row extends StreamRow>(
    find: () => Promise<readonly (Row | BlockRow)[]>,
    isWanted: (line: ArchivedLine) => boolean,
  ): Promise<{ readonly rows: readonly (Row | EventRow)[]; readonly archived: boolean }> {
    for (let attempt = 1; ; attempt++) {
      const found = await find();
      const blocks = found.filter(isBlock);
      try {
        const lines = (await Promise.all(blocks.map((block) => this.open(block)))).flat().filter(isWanted);
        const rows = found.filter((row): row is Row => !isBlock(row));
        return { rows: [...rows, ...lines.map(rowOf)], archived: blocks.length > 0 };
      } catch (error) {
        if (!(error instanceof ArchiveUnavailable) || attempt === attempts) throw error;
      }
    }
  }

  /**
   * The same for rows and blocks in order of their positions, opening no more blocks than it takes to have `enough` rows and
   * at most `budget` that begin after a position. What is found is complete up to `upTo`, or all there is when that is undefined.
   */
  async search(
    find: () => Promise<readonly (EventRow | BlockRow)[]>,
    isWanted: (line: ArchivedLine) => boolean,
    limits: SearchLimits,
  ): Promise<FoundInSearch> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.searchOnce(await find(), isWanted, limits);
      } catch (error) {
        if (!(error instanceof ArchiveUnavailable) || attempt === attempts) throw error;
      }
    }
  }

  private async searchOnce(
    all: readonly (EventRow | BlockRow)[],
    isWanted: (line: ArchivedLine) => boolean,
    { after, enough, budget }: SearchLimits,
  ): Promise<FoundInSearch> {
    const found = all.toSorted((a, b) => Number(a.position) - Number(b.position));
    const blocks = found.filter(isBlock);
    let rows = found.filter((row): row is EventRow => !isBlock(row));
    for (const [opened, block] of blocks.entries()) {
      const upTo = Number(block.position) - 1;
      const complete = rows.filter(({ position }) => Number(position) <= upTo);
      if (complete.length >= enough || (opened >= budget && upTo > after)) return { rows: complete, upTo };
      const lines = (await this.open(block)).filter(isWanted);
      rows = [...rows, ...lines.map(rowOf)].toSorted((a, b) => Number(a.position) - Number(b.position));
    }
    return { rows, upTo: undefined };
  }

  private open({ data }: BlockRow): Promise<readonly ArchivedLine[]> {
    const known = this.opened.get(data.sha256);
    if (known !== undefined) return Promise.resolve(known);
    const begun = this.opening.get(data.sha256);
    if (begun !== undefined) return begun;
    const opening = this.readBlock(data).finally(() => this.opening.delete(data.sha256));
    this.opening.set(data.sha256, opening);
    return opening;
  }

  private async readBlock({ file, at, bytes, sha256 }: BlockRow['data']): Promise<readonly ArchivedLine[]> {
    const where = { file, place: this.files.place };
    const compressed = await this.files.read(file, at, bytes).catch((cause: unknown) => {
      throw new ArchiveUnavailable({ ...where, reason: String(cause) });
    });
    if (compressed === undefined) throw new ArchiveUnavailable({ ...where, reason: 'there is no such file' });
    if (hashOf(compressed).toString('hex') !== sha256) throw new ArchiveDamaged({ ...where, at, bytes });
    const content = await unpack(compressed, [bytes]);
    const lines = linesOf(content).map((line) => JSON.parse(line) as ArchivedLine);
    this.opened.set(sha256, lines, { size: content.length });
    return lines;
  }
}

function isBlock(row: { readonly type: unknown; readonly event_id?: unknown }): row is BlockRow {
  return row.type === null && row.event_id === null;
}

/** The row as the table would have given it. */
function rowOf(line: ArchivedLine): EventRow {
  return {
    position: String(line.position),
    stream: line.stream,
    version: line.version,
    type: line.type,
    schema_version: line.schemaVersion,
    data: JSON.parse(line.data) as unknown,
    metadata: JSON.parse(line.metadata) as Metadata,
    event_id: line.eventId,
    recorded_at: `${line.recordedAt.slice(0, -'000Z'.length)}Z`,
  };
}
