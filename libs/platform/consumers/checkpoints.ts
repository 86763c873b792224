import type { Position } from '#platform/core';
import { positionFrom } from '#platform/core';
import type { Queryable, Transaction } from '#platform/database';
import { isWeakened } from '#platform/weakening';
import type { Counts } from './standing/coverage.js';
import { type Ahead, type Lane, laneName } from './lanes/lanes.js';

/** Somebody else moved the checkpoint: this instance was replaced, the tables were exchanged for others, or the consumer has other lanes. */
export class CheckpointMoved extends Error {
  constructor(consumer: string, source: string) {
    super(
      `The checkpoint of ${consumer} on ${source} is no longer as it was: another instance has taken over, the tables were switched, or the number of lanes was changed`,
    );
    this.name = 'CheckpointMoved';
  }
}

/** One lane of a consumer in one source. */
export interface Place {
  readonly consumer: string;
  readonly source: string;
  readonly lane: Lane;
}

/** How far a lane has come in a source. */
export interface Checkpoint {
  /** 0 when it has not begun. */
  readonly position: Position;
  /** Counts how often the tables behind the consumer's name, or its lanes, were exchanged. */
  readonly generation: number;
  readonly ahead: Ahead | null;
}

interface CheckpointRow {
  readonly position: string;
  readonly generation: number;
  readonly ahead: readonly string[] | null;
}

/** Where a lane goes on; one that has not begun begins with this. Throws `CheckpointMoved` when the consumer has other lanes now. */
export async function recallCheckpoint(database: Queryable, place: Place): Promise<Checkpoint> {
  const checkpoint = (await readCheckpoint(database, place)) ?? (await beginCheckpoint(database, place));
  if (checkpoint === undefined) throw new CheckpointMoved(laneName(place.consumer, place.lane), place.source);
  return checkpoint;
}

/** What is stored of a lane; undefined when nothing is, or when the consumer has other lanes now. */
export async function readCheckpoint(
  database: Queryable,
  { consumer, source, lane }: Place,
): Promise<Checkpoint | undefined> {
  const { rows } = await database.query<CheckpointRow>(
    `select c.position, c.generation, c.ahead from checkpoints c join consumer_lanes l using (consumer)
     where c.consumer = $1 and c.source = $2 and c.lane = $3 and l.lanes = $4`,
    [consumer, source, lane.first, lane.count],
  );
  const [row] = rows;
  return row && { ...row, position: positionFrom(row.position), ahead: row.ahead && row.ahead.map(positionFrom) };
}

/** The share of the row keeps the number of lanes as it is until this is committed. */
async function beginCheckpoint(database: Queryable, place: Place): Promise<Checkpoint | undefined> {
  const { consumer, source, lane } = place;
  await database.query(
    `insert into checkpoints (consumer, source, lane, position)
     select l.consumer, $2, $3, 0 from consumer_lanes l where l.consumer = $1 and l.lanes = $4 for share of l
     on conflict do nothing`,
    [consumer, source, lane.first, lane.count],
  );
  return readCheckpoint(database, place);
}

/** Moves a checkpoint by compare-and-set, in the transaction of the effects that it stands for, and counts what it leaves behind. */
export async function moveCheckpoint(
  transaction: Transaction,
  { consumer, source, lane }: Place,
  { position: from, generation }: Pick<Checkpoint, 'position' | 'generation'>,
  to: Position,
  { handled, passedOver, setAside, elsewhere }: Counts,
): Promise<void> {
  const moved = [consumer, source, lane.first, to, handled, passedOver, setAside, elsewhere];
  if (isWeakened('checkpoint-is-compared')) return void (await transaction.query(storeCheckpoint, moved));
  const { rowCount } = await transaction.query({
    name: 'move checkpoint',
    text: `${storeCheckpoint} and position = $9 and generation = $10`,
    values: [...moved, from, generation],
  });
  if (rowCount !== 1) throw new CheckpointMoved(laneName(consumer, lane), source);
}

const storeCheckpoint = `
  update checkpoints set position = $4, moved_at = clock_timestamp(),
    handled = handled + $5, passed_over = passed_over + $6, set_aside = set_aside + $7, elsewhere = elsewhere + $8
  where consumer = $1 and source = $2 and lane = $3`;
