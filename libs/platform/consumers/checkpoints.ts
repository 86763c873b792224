import type { Position } from '#platform/core';
import { beginning, positionFrom } from '#platform/core';
import type { Queryable, Transaction } from '#platform/database';
import { isWeakened } from '#platform/weakening';
import type { Counts } from './coverage.js';

/** Somebody else moved the checkpoint: this instance was replaced, or the consumer's tables were exchanged for others. */
export class CheckpointMoved extends Error {
  constructor(consumer: string, source: string, from: Position) {
    super(
      `The checkpoint of ${consumer} on ${source} is no longer as it was at ${from}: another instance has taken over, or the tables were switched`,
    );
    this.name = 'CheckpointMoved';
  }
}

/** How far a consumer has come in a source. */
export interface Checkpoint {
  /** 0 when it has not begun. */
  readonly position: Position;
  /** Counts how often the tables behind the consumer's name were exchanged. */
  readonly generation: number;
}

export async function readCheckpoint(database: Queryable, consumer: string, source: string): Promise<Checkpoint> {
  const { rows } = await database.query<{ position: string; generation: number }>(
    'select position, generation from checkpoints where consumer = $1 and source = $2 and lane = 0',
    [consumer, source],
  );
  const [row] = rows;
  return row ? { ...row, position: positionFrom(row.position) } : { position: beginning, generation: 0 };
}

/** Moves a checkpoint by compare-and-set, in the transaction of the effects that it stands for, and counts what it leaves behind. */
export async function moveCheckpoint(
  transaction: Transaction,
  consumer: string,
  source: string,
  { position: from, generation }: Checkpoint,
  to: Position,
  { handled, passedOver, setAside }: Counts,
): Promise<void> {
  const moved = [consumer, source, to, handled, passedOver, setAside];
  if (isWeakened('checkpoint-is-compared')) return void (await transaction.query(storeCheckpoint, moved));
  const { rowCount } = await transaction.query({
    name: from === beginning ? 'begin checkpoint' : 'move checkpoint',
    text: from === beginning ? beginCheckpoint : continueCheckpoint,
    values: from === beginning ? moved : [...moved, from, generation],
  });
  if (rowCount !== 1) throw new CheckpointMoved(consumer, source, from);
}

const beginCheckpoint = `
  insert into checkpoints (consumer, source, position, handled, passed_over, set_aside) values ($1, $2, $3, $4, $5, $6)
  on conflict do nothing`;

const counting = 'handled = c.handled + $4, passed_over = c.passed_over + $5, set_aside = c.set_aside + $6';

const storeCheckpoint = `
  insert into checkpoints as c (consumer, source, position, handled, passed_over, set_aside) values ($1, $2, $3, $4, $5, $6)
  on conflict (consumer, source, lane) do update set position = excluded.position, ${counting}`;

const continueCheckpoint = `
  update checkpoints c set position = $3, ${counting}, moved_at = clock_timestamp()
  where consumer = $1 and source = $2 and lane = 0 and position = $7 and generation = $8`;
