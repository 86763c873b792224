import type { Database, Queryable, Transaction } from '#platform/database';
import type { LaneCheckpoint } from '../standing/coverage.js';
import type { LaneCount } from './lanes.js';
import { regrouped } from './regroup.js';

interface LanesRow {
  readonly consumer: string;
  readonly lanes: LaneCount;
  readonly isFixed: boolean;
}

/** In how many lanes the consumers of a context are worked through at present, as its database has it. */
export class StoredLanes {
  private known = new Map<string, LanesRow>();
  private recalling: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly declared: ReadonlyMap<string, LaneCount>,
  ) {}

  /** As last read; undefined before that. */
  of(consumer: string): LaneCount | undefined {
    return this.known.get(consumer)?.lanes;
  }

  /** Whether the number may be changed: not while the consumer's tables are built anew beside those that serve. */
  mayChange(consumer: string): boolean {
    return this.known.get(consumer)?.isFixed === false;
  }

  /** Reads anew; who asks meanwhile waits for the same answer. */
  recall(): Promise<void> {
    this.recalling ??= this.read().finally(() => (this.recalling = undefined));
    return this.recalling;
  }

  /** Regroups all slots of a consumer in one transaction, if there are still so many lanes and nothing speaks against it. */
  async change(consumer: string, from: LaneCount, to: LaneCount): Promise<void> {
    await this.database.transaction((transaction) => changeLanes(transaction, consumer, from, to));
    await this.recall();
  }

  private async read(): Promise<void> {
    const known = await readLanes(this.database, [...this.declared.keys()]);
    const unknown = [...this.declared].filter(([consumer]) => !known.has(consumer));
    for (const [consumer, lanes] of unknown) await beginLanes(this.database, consumer, lanes);
    this.known = unknown.length === 0 ? known : await readLanes(this.database, [...this.declared.keys()]);
  }
}

/** Stores how many lanes a consumer begins with; one that has some already keeps them. */
export async function beginLanes(on: Queryable, consumer: string, lanes: LaneCount): Promise<void> {
  await on.query('insert into consumer_lanes (consumer, lanes) values ($1, $2) on conflict do nothing', [
    consumer,
    lanes,
  ]);
}

async function readLanes(on: Queryable, consumers: readonly string[]): Promise<Map<string, LanesRow>> {
  const { rows } = await on.query<LanesRow>({
    name: 'consumer lanes',
    text: `select l.consumer, l.lanes, exists (select from rebuilds r where r.consumer = l.consumer) as "isFixed"
      from consumer_lanes l where l.consumer = any($1)`,
    values: [[...consumers]],
  });
  return new Map(rows.map((row) => [row.consumer, row]));
}

/**
 * Whoever still works on a lane of before finds its checkpoint gone. The lock on the first row is what a rebuild's beginning and a
 * lane's beginning wait for, and is waited for here: neither sees half of it.
 */
async function changeLanes(on: Transaction, consumer: string, from: LaneCount, to: LaneCount): Promise<void> {
  const { rowCount } = await on.query(
    'update consumer_lanes set lanes = $3, changed_at = clock_timestamp() where consumer = $1 and lanes = $2',
    [consumer, from, to],
  );
  if (rowCount === 0) return;
  const { rowCount: rebuilds } = await on.query('select from rebuilds where consumer = $1', [consumer]);
  if (rebuilds > 0) throw new Error(`The read model of ${consumer} is being rebuilt; its lanes stay as they are`);
  await on.query('select from checkpoints where consumer = $1 for update', [consumer]);
  const { rows } = await on.query<CheckpointsRow>(
    `select source, max(generation) + 1 as generation, json_agg(json_build_object(
       'lane', lane, 'position', position, 'countedFrom', counted_from, 'handled', handled, 'passedOver', passed_over,
       'setAside', set_aside, 'elsewhere', elsewhere, 'ahead', ahead)) as lanes
     from checkpoints where consumer = $1 group by source`,
    [consumer],
  );
  await on.query('delete from checkpoints where consumer = $1', [consumer]);
  for (const { source, generation, lanes } of rows)
    for (const lane of regrouped(lanes, from, to)) await insertLane(on, consumer, source, generation, lane);
}

interface CheckpointsRow {
  readonly source: string;
  readonly generation: number;
  readonly lanes: readonly LaneCheckpoint[];
}

async function insertLane(
  on: Transaction,
  consumer: string,
  source: string,
  generation: number,
  { lane, position, countedFrom, handled, passedOver, setAside, elsewhere, ahead }: LaneCheckpoint,
): Promise<void> {
  await on.query(
    `insert into checkpoints (consumer, source, lane, generation, position, counted_from, handled, passed_over, set_aside, elsewhere, ahead)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [consumer, source, lane, generation, position, countedFrom, handled, passedOver, setAside, elsewhere, ahead],
  );
}
