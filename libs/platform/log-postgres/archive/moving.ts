import { randomUUID } from 'node:crypto';
import type { SchemaOwner, Session } from '#platform/database';
import { ArchiveDamaged, type ArchiveFiles } from '#platform/log';
import { lineOf } from '../sql/archive-moves.js';
import { type ClosingKind, type LeavingPart, partsOfNextVolume, type VolumeLimits } from './closed-streams.js';
import { alone, draft, removeDrafts } from './drafts.js';
import { hashOf, type Line, pack, unpack, type Volume } from './volume.js';

/** What a run has done so far; given after each file. */
export interface Moved {
  readonly files: number;
  readonly streams: number;
  readonly events: number;
  /** What the events are as text, and as files. */
  readonly contentBytes: number;
  readonly bytes: number;
}

/** The steps of one file, each durable when it is told. */
export type Step = 'drafted' | 'written' | 'checked' | 'moved';

export interface MoveOptions {
  /** Only streams whose last event was recorded before then. */
  readonly before: Date;
  readonly kinds: readonly ClosingKind[];
  readonly limits?: Partial<VolumeLimits>;
  readonly onMoved?: (soFar: Moved) => void;
  /** Waited for after each step. */
  readonly onStep?: (step: Step, file: string) => void | Promise<void>;
  /** Ends the run after the file at work. */
  readonly signal?: AbortSignal;
}

const usualLimits: VolumeLimits = { events: 20_000, bytes: 32 * 1024 * 1024 };

/**
 * Moves closed streams into files, one file after the other. A file is written, brought to the disk, read again and compared;
 * then one transaction notes it and takes its events out of the table. Whatever ends a run leaves either that or a file
 * that nobody refers to, which the next run removes.
 */
export function moveClosedStreams(owner: SchemaOwner, files: ArchiveFiles, options: MoveOptions): Promise<Moved> {
  const { kinds, before, onMoved, signal } = options;
  const limits = { ...usualLimits, ...options.limits };
  return alone(owner, async (session) => {
    await removeDrafts(session, files);
    let moved: Moved = { files: 0, streams: 0, events: 0, contentBytes: 0, bytes: 0 };
    for (let after = 0; signal?.aborted !== true;) {
      const parts = await session.transaction((reading) => partsOfNextVolume(reading, kinds, before, after, limits));
      if (parts.length === 0) break;
      const { events, contentBytes, bytes } = await moveParts(session, files, parts, options);
      moved = {
        files: moved.files + 1,
        streams: moved.streams + parts.length,
        events: moved.events + events,
        contentBytes: moved.contentBytes + contentBytes,
        bytes: moved.bytes + bytes,
      };
      onMoved?.(moved);
      after = parts.at(-1)!.closing - 1;
    }
    return moved;
  });
}

async function moveParts(
  session: Session,
  files: ArchiveFiles,
  parts: readonly LeavingPart[],
  { onStep }: MoveOptions,
): Promise<{ readonly events: number; readonly contentBytes: number; readonly bytes: number }> {
  const volume = await pack(await readLines(session, parts));
  const name = nameOf(volume);
  await session.transaction((transaction) => draft(transaction, name));
  await onStep?.('drafted', name);
  await files.write(name, volume.bytes);
  await onStep?.('written', name);
  await compare(files, name, volume);
  await onStep?.('checked', name);
  const events = await moveOut(session, name, volume, parts);
  await onStep?.('moved', name);
  return { events, contentBytes: volume.contentBytes, bytes: volume.bytes.length };
}

/** Named by what is in it, for people; what makes it its own is the end. */
function nameOf({ blocks }: Volume): string {
  const digits = (position: number) => String(position).padStart(12, '0');
  const last = Math.max(...blocks.map((block) => block.last));
  return `${digits(blocks[0]!.first)}-${digits(last)}-${randomUUID()}.jsonl.zst`;
}

async function readLines(session: Session, parts: readonly LeavingPart[]): Promise<readonly Line[]> {
  const { rows } = await session.transaction((reading) =>
    reading.query<Line>(
      `select archive_line(${lineOf('e')}) as text, e.position::double precision as position, e.type,
         to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt"
       from unnest($1::text[], $2::integer[], $3::integer[]) m(stream, first, last)
       join events e on e.stream = m.stream and e.version between m.first and m.last
       order by e.position`,
      columnsOf(parts),
    ),
  );
  return rows;
}

function columnsOf(parts: readonly LeavingPart[]): unknown[] {
  return [parts.map(({ stream }) => stream), parts.map(({ first }) => first), parts.map(({ last }) => last)];
}

/** Reads what was written, as any reader will. */
async function compare(files: ArchiveFiles, name: string, volume: Volume): Promise<void> {
  const stored = await files.read(name, 0, volume.bytes.length + 1);
  const content =
    stored !== undefined && stored.equals(volume.bytes)
      ? await unpack(
          stored,
          volume.blocks.map(({ bytes }) => bytes),
        )
      : undefined;
  if (content === undefined || !hashOf(content).equals(volume.contentSha256))
    throw new ArchiveDamaged({ file: name, place: files.place, reason: 'it does not hold what was written to it' });
}

/** Fails as a whole unless the events that leave have the checksum of the file. */
async function moveOut(
  session: Session,
  name: string,
  { contentSha256, contentBytes, sha256, bytes, blocks }: Volume,
  parts: readonly LeavingPart[],
): Promise<number> {
  const { rows } = await session.transaction((transaction) =>
    transaction.query<{ moved: number }>('select move_to_archive($1, $2, $3, $4, $5, $6, $7, $8, $9) as moved', [
      name,
      contentSha256,
      contentBytes,
      sha256,
      bytes.length,
      JSON.stringify(blocks),
      ...columnsOf(parts),
    ]),
  );
  return rows[0]!.moved;
}
