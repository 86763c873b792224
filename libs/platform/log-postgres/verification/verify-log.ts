import { createHash, type Hash } from 'node:crypto';
import type { EventTypes, Metadata } from '#platform/core';
import type { Queryable } from '#platform/database';
import { recorded } from '../stored-event.js';

/** What is wrong with a log, in one sentence. */
export interface LogFault {
  readonly check: 'positions' | 'versions' | 'head' | 'payloads';
  readonly problem: string;
}

/** What a log was found to be. */
export interface LogVerification {
  /** The last position that was looked at; what was appended meanwhile was not. */
  readonly head: number;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over every field of every event, in order: two copies of a log up to the same head have the same. */
  readonly checksum: string;
  /** How many faults there are. */
  readonly faulty: number;
  /** The first of them. */
  readonly faults: readonly LogFault[];
}

interface StoredText {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: string;
  readonly metadata: string;
  readonly event_id: string;
  readonly recorded_at: string;
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
  { pageSize = 2_000, progress = () => {} }: { pageSize?: number; progress?: (done: number, of: number) => void } = {},
): Promise<LogVerification> {
  const faults = new Faults();
  const head = await readHead(database, faults);
  const reading = new Reading(types, faults);
  for (let after = 0; after < head;) {
    const rows = await readPage(database, after, head, pageSize);
    if (rows.length === 0) break;
    await reading.take(rows);
    after = reading.position;
    progress(after, head);
  }
  reading.end(head);
  const streams = await readStreams(database, head, faults);
  const { events, checksum } = reading;
  return { head, events, streams, checksum, faulty: faults.count, faults: faults.first };
}

/** What is read of a log, event by event. */
class Reading {
  position = 0;
  events = 0;
  private readonly hash: Hash = createHash('sha256');

  constructor(
    private readonly types: EventTypes,
    private readonly faults: Faults,
  ) {}

  get checksum(): string {
    return this.hash.digest('hex');
  }

  async take(rows: readonly StoredText[]): Promise<void> {
    for (const row of rows) {
      const position = Number(row.position);
      this.missing(position - 1);
      this.position = position;
      this.events++;
      this.hash.update(JSON.stringify(Object.values(row)));
    }
    const asSealed = undefined;
    const events = await recorded(
      rows.map((row) => ({ ...row, ...parsed(row) })),
      this.types,
      asSealed,
    );
    for (const { unreadable } of events) if (unreadable !== undefined) this.faults.add('payloads', unreadable.reason);
  }

  end(head: number): void {
    this.missing(head);
  }

  private missing(upTo: number): void {
    const from = this.position + 1;
    if (upTo < from) return;
    const which = upTo === from ? `Position ${from} is missing` : `Positions ${from} to ${upTo} are missing`;
    this.faults.add('positions', `${which}.`);
  }
}

function parsed({ data, metadata, recorded_at }: StoredText) {
  return {
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as Metadata,
    recorded_at: new Date(recorded_at),
  };
}

/** Both in one statement: an append between two would be taken for a fault. */
async function readHead(database: Queryable, faults: Faults): Promise<number> {
  const { rows } = await database.query<{ head: string | null; last: string }>(
    'select (select position from log_head) as head, (select coalesce(max(position), 0) from events) as last',
  );
  const [head, last] = [rows[0]!.head, Number(rows[0]!.last)];
  if (head === null) faults.add('head', 'The log has no row for its head.');
  else if (Number(head) !== last) faults.add('head', `The head's row says ${head}, but the log ends at ${last}.`);
  return Math.max(Number(head), last);
}

async function readPage(database: Queryable, after: number, upTo: number, limit: number) {
  const { rows } = await database.query<StoredText>(
    `select position, stream, version, type, schema_version, data::text, metadata::text, event_id,
       to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at
     from events where position > $1 and position <= $2 order by position limit $3`,
    [after, upTo, limit],
  );
  return rows;
}

async function readStreams(database: Queryable, head: number, faults: Faults): Promise<number> {
  const { rows } = await database.query<{ stream: string; version: number; previous: number; position: string }>(
    `select stream, version, previous, position from (
       select stream, version, position, lag(version, 1, 0) over (partition by stream order by position) as previous
       from events where position <= $1) v
     where version <> previous + 1 order by position limit ${mostTold}`,
    [head],
  );
  for (const { stream, version, previous, position } of rows) {
    const behind = previous === 0 ? 'begins with' : `has behind version ${previous}`;
    faults.add('versions', `${stream} ${behind} version ${version}, at position ${position}.`);
  }
  const { rows: counted } = await database.query<{ streams: number }>(
    'select count(distinct stream)::integer as streams from events where position <= $1',
    [head],
  );
  return counted[0]!.streams;
}
