import { createHash } from 'node:crypto';
import { type EventTypes, Refusal } from '#platform/core';
import type { Queryable } from '#platform/database';
import type { Sealing } from '#platform/personal-data';
import type { ArchivedEvents } from '../archive/archived-events.js';
import { readPositionsAndArchive } from '../archive/reading.js';
import { type EventRow, forEvents, recorded } from '../stored-event.js';
import { findHead, findPositions, findStreams, findVersions } from './statements.js';

/** What is wrong with a log, in one sentence. */
export interface LogFault {
  readonly check: 'positions' | 'versions' | 'head' | 'payloads' | 'archive';
  readonly problem: string;
}

/** What a log was found to be. */
export interface LogVerification {
  /** The last position that was looked at; what was appended meanwhile was not. */
  readonly head: number;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over every event, in order: two copies of a log up to the same head have the same, wherever its events lie. */
  readonly checksum: string;
  /** How many faults there are. */
  readonly faulty: number;
  /** The first of them. */
  readonly faults: readonly LogFault[];
}

export interface VerifyOptions {
  /** Where events are that have left the table. */
  readonly archive?: ArchivedEvents | undefined;
  /** Opens what is known of people, where events hold such. */
  readonly sealing?: Sealing | undefined;
  /** How many positions are read at once. */
  readonly pageSize?: number;
  readonly progress?: (done: number, of: number) => void;
}

const mostTold = 100;

class Faults {
  count = 0;
  readonly first: LogFault[] = [];

  add(check: LogFault['check'], problem: string): void {
    this.count++;
    if (this.first.length < mostTold) this.first.push({ check, problem });
  }
}

/**
 * Reads a whole log and judges it: positions run from 1 to the head without holes, versions of each stream from 1 without holes
 * and in the same order, the head's row is where the log ends, and this code can read every event. No transaction stays
 * open and nothing is locked, so it may run beside a system at work.
 */
export async function verifyLog(
  database: Queryable,
  types: EventTypes,
  { archive, sealing, pageSize = 2_000, progress = () => {} }: VerifyOptions = {},
): Promise<LogVerification> {
  const faults = new Faults();
  const head = await readHead(database, faults);
  const reading = new Reading(types, sealing, faults);
  for (let after = 0; after < head;) {
    const upTo = Math.min(head, after + pageSize);
    await reading.take(upTo, () => readPage(database, archive, after, upTo));
    after = upTo;
    progress(after, head);
  }
  await readVersions(database, archive, head, faults);
  const streams = await readStreams(database, archive, head);
  const { events, checksum } = reading;
  return { head, events, streams, checksum, faulty: faults.count, faults: faults.first };
}

/** What is read of a log, page by page. */
class Reading {
  events = 0;
  private position = 0;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly types: EventTypes,
    private readonly sealing: Sealing | undefined,
    private readonly faults: Faults,
  ) {}

  get checksum(): string {
    return this.hash.digest('hex');
  }

  /** What is behind the last page up to a position. */
  async take(upTo: number, read: () => Promise<readonly EventRow[]>): Promise<void> {
    try {
      const rows = await read();
      for (const row of rows) this.takeOne(row);
      this.missing(upTo);
      await this.open(rows);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const about = `Positions ${this.position + 1} to ${upTo} cannot be read`;
      this.faults.add('archive', `${about}: ${error.message} ${JSON.stringify(error.details)}`);
    }
    this.position = upTo;
  }

  private takeOne(row: EventRow): void {
    const position = Number(row.position);
    if (position === this.position) return this.faults.add('positions', `Position ${position} is there twice.`);
    this.missing(position - 1);
    this.position = position;
    this.events++;
    const { stream, version, type, schema_version, data, metadata, event_id, recorded_at } = row;
    this.hash.update(
      JSON.stringify([position, stream, version, type, schema_version, data, metadata, event_id, recorded_at]),
    );
  }

  private async open(rows: readonly EventRow[]): Promise<void> {
    for (const { unreadable } of await recorded(rows, this.types, this.sealing))
      if (unreadable !== undefined) this.faults.add('payloads', unreadable.reason);
  }

  private missing(upTo: number): void {
    const from = this.position + 1;
    if (upTo < from) return;
    const which = upTo === from ? `Position ${from} is missing` : `Positions ${from} to ${upTo} are missing`;
    this.faults.add('positions', `${which}.`);
  }
}

/** Both in one statement: an append between two would be taken for a fault. */
async function readHead(database: Queryable, faults: Faults): Promise<number> {
  const { rows } = await database.query<{ head: string | null; last: string }>(findHead);
  const [head, last] = [rows[0]!.head, Number(rows[0]!.last)];
  if (head === null) faults.add('head', 'The log has no row for its head.');
  else if (Number(head) !== last) faults.add('head', `The head's row says ${head}, but the log ends at ${last}.`);
  return Math.max(Number(head), last);
}

async function readPage(
  database: Queryable,
  archive: ArchivedEvents | undefined,
  after: number,
  upTo: number,
): Promise<readonly EventRow[]> {
  if (archive === undefined)
    return (await database.query<EventRow>(forEvents({ text: findPositions, values: [after, upTo] }))).rows;
  const statement = forEvents({ text: readPositionsAndArchive, values: [after, upTo - after] });
  const find = async () => (await database.query<EventRow>(statement)).rows;
  const { rows } = await archive.complete(find, ({ position }) => position > after && position <= upTo);
  return rows.toSorted((a, b) => Number(a.position) - Number(b.position));
}

async function readVersions(
  database: Queryable,
  archive: ArchivedEvents | undefined,
  head: number,
  faults: Faults,
): Promise<void> {
  const { rows } = await database.query<{ stream: string; version: number; previous: number; position: string }>(
    findVersions(archive !== undefined),
    [head, mostTold],
  );
  for (const { stream, version, previous, position } of rows) {
    const behind = previous === 0 ? 'begins with' : `has behind version ${previous}`;
    faults.add('versions', `${stream} ${behind} version ${version}, at position ${position}.`);
  }
}

async function readStreams(database: Queryable, archive: ArchivedEvents | undefined, head: number): Promise<number> {
  const { rows } = await database.query<{ streams: number }>(findStreams(archive !== undefined), [head]);
  return rows[0]!.streams;
}
